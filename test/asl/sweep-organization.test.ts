import { afterEach, describe, expect, it } from 'vitest';
import { makeCoverage } from '../../functions/coverage/coverage.ts';
import { parseNotice } from '../../lib/app/parse-notice.ts';
import { Fault } from '../../lib/model/fault.ts';
import { fatedWorker } from './fates.ts';
import { coverageOf, startSweepWorld, type SweepWorld } from './sweep-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GOLDEN = '111122223333';
const WEB = '222233334444';
const DATA = '333344445555';
const HUB = '999988887777';
const MANAGEMENT = '123456789012';

const open: SweepWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});
const start = async (...given: Parameters<typeof startSweepWorld>): Promise<SweepWorld> => {
  const world = await startSweepWorld(...given);
  open.push(world);
  return world;
};

const close = ({ sandbox }: SweepWorld, account: string): void => {
  sandbox.roles.remove(`arn:aws:iam::${account}:role/ami-warden-reader`);
};

/** The account-regions that do not report, with how they stand instead and why. */
const others = async (world: SweepWorld): Promise<readonly (readonly string[])[]> =>
  [...(await coverageOf(world))]
    .filter(([, { status }]) => status !== 'reporting')
    .map(([key, { status, why }]) => [key, status, why] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

const told = ({ sandbox }: SweepWorld) =>
  sandbox.hub.queues
    .messages('ami-warden-dev-notices.fifo')
    .map(({ body }) => parseNotice(body))
    .flatMap((notice) => (notice.kind === 'coverage' ? [notice] : []));

const refusedBy = (account: string): RegExp =>
  new RegExp(`AssumeRole: AccessDenied: account ${account} does not let us assume .*role/ami-warden-reader`);

describe('an organisation of 13 accounts and 2 regions, of which three accounts do not let us in', () => {
  it('is swept but for those, of which the coverage says that they do not and why', async () => {
    const world = await start({ accounts: 12, regions: 2 }, { SWEEP_CONCURRENCY: '8' });
    close(world, WEB);
    close(world, DATA);
    const first = await world.run('first');
    expect(first).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { counts: { reporting: 22 } } } });
    close(world, GOLDEN);
    world.clock.advance(DAY_MS);
    const second = await world.run('second');
    expect(second.output).toMatchObject({
      coverage: { counts: { reporting: 20, denied: 2, 'never-enrolled': 4 } },
    });
    expect(second).toMatchObject({ output: { accountRegions: 20 }, children: [{ items: 20 }] });
    expect(await others(world)).toEqual([
      [`${GOLDEN}/eu-west-1`, 'denied', expect.stringMatching(refusedBy(GOLDEN))],
      [`${GOLDEN}/us-east-1`, 'denied', expect.stringMatching(refusedBy(GOLDEN))],
      [`${WEB}/eu-west-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
      [`${WEB}/us-east-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
      [`${DATA}/eu-west-1`, 'never-enrolled', expect.stringMatching(refusedBy(DATA))],
      [`${DATA}/us-east-1`, 'never-enrolled', expect.stringMatching(refusedBy(DATA))],
    ]);
    // Each is told once, though the second sweep met all of them.
    expect(told(world).map(({ lost }) => lost.map(({ account, status }) => `${account} ${status}`))).toEqual([
      [`${WEB} never-enrolled`, `${DATA} never-enrolled`],
      [`${GOLDEN} denied`],
    ]);
  });
});

describe('what is expected', () => {
  it('leaves out suspended accounts and regions that are switched off, and says so', async () => {
    const world = await start({ accounts: 3, regions: 3 }, { SWEEP_REGIONS: 'us-east-1,eu-west-1' });
    const web = world.sandbox.organization.account(WEB);
    if (web === null) throw new Error('there is no such account');
    world.sandbox.organization.putAccount({ ...web, active: false });
    world.sandbox.ec2.off.add(`${GOLDEN}/eu-west-1`);
    const ended = await world.run('first');
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { accountRegions: 5 } });
    expect(await others(world)).toEqual([
      [`${GOLDEN}/eu-west-1`, 'disabled', 'the region is not enabled in the account'],
      [`${WEB}/eu-west-1`, 'suspended', 'the account is suspended or being closed'],
      [`${WEB}/us-east-1`, 'suspended', 'the account is suspended or being closed'],
    ]);
    expect(told(world)).toEqual([]);
  });

  it('is the organisation as it was last known when it cannot be walked, and nothing when it never was', async () => {
    const world = await start({ accounts: 2, regions: 1 });
    world.sandbox.organization.delegated.clear();
    const never = await world.run('never');
    expect(never).toMatchObject({ status: 'FAILED', error: 'SweepFailed' });
    expect(never.entered).toEqual(['Survey', 'Coverage', 'IsWhole', 'Failed']);
    world.sandbox.organization.delegated.add(world.sandbox.organization.hub);
    expect(await world.run('first')).toMatchObject({ status: 'SUCCEEDED' });
    world.sandbox.organization.delegated.clear();
    expect(await world.run('second')).toMatchObject({ status: 'SUCCEEDED', output: { accountRegions: 3 } });
  });

  it('is nothing to judge by when it is days old: the sweep fails and says so, and no account is called denied', async () => {
    const world = await start({ accounts: 2, regions: 1 });
    expect(await world.run('first')).toMatchObject({ status: 'SUCCEEDED' });
    world.sandbox.organization.delegated.clear();
    world.clock.advance(2 * DAY_MS);
    const second = await world.run('second');
    expect(second).toMatchObject({ status: 'FAILED', error: 'SweepFailed' });
    expect(
      world.noted.flatMap((noted) =>
        noted.kind === 'fault' && noted.where === 'survey' ? noted.message : [],
      ),
    ).toEqual([expect.stringMatching(/^swept by the organisation of 2026-03-01T.*: .*AccessDenied/)]);
    expect(second.children.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(
        /^111122223333\/us-east-1: ListRoots: AccessDenied.*; 999988887777\/us-east-1: List/,
      ),
    ]);
    const statuses = [...(await coverageOf(world)).values()].map(({ status }) => status);
    expect(statuses).not.toContain('denied');
  });
});

describe('a worker', () => {
  it('that is not let in any more when its turn comes ends well, and says where it was refused', async () => {
    const world = await start({ accounts: 3, regions: 2 });
    world.instead.set('survey', (real) => async (payload, context) => {
      const plan = await real(payload, context);
      close(world, WEB);
      world.sandbox.ec2.off.add(`${GOLDEN}/eu-west-1`);
      return plan;
    });
    const ended = await world.run('first');
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.children.map(({ status, items }) => [status, items])).toEqual([['SUCCEEDED', 8]]);
    expect(await others(world)).toEqual([
      [`${GOLDEN}/eu-west-1`, 'denied', expect.stringMatching(/DescribeImages: AuthFailure/)],
      [`${WEB}/eu-west-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
      [`${WEB}/us-east-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
    ]);
  });

  it('that meets AWS in trouble tries again later, and says what it was when it stays so', async () => {
    const world = await start({ accounts: 2, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '100' });
    world.worker.inventory.place = () =>
      Promise.reject(new Fault('GetItem', 'InternalServerError', 'later', { retryable: true }));
    const began = world.clock.now().getTime();
    const ended = await world.run('first');
    const [child] = ended.children;
    expect(child).toMatchObject({ status: 'FAILED', error: 'SweepUnfinished' });
    expect(child?.cause?.split('; ')).toEqual(
      [GOLDEN, MANAGEMENT, HUB].map((id) => `${id}/us-east-1: GetItem: InternalServerError: later`),
    );
    // Four tries, with half a minute between them, a minute and a half, four and a half.
    expect(child?.entered.filter((name) => name === 'Sweep')).toHaveLength(4);
    expect(world.clock.now().getTime() - began).toBe((30 + 90 + 270) * 1000);
    world.clock.advance(3 * DAY_MS);
    expect((await others(world)).map(([, status, why]) => [status, why])).toEqual(
      Array(3).fill([
        'silent',
        'nothing was ever heard of it; the last sweep failed with GetItem: InternalServerError: later',
      ]),
    );
  });

  it('that fails in one account-region has swept the others at once, and tries only that one again', async () => {
    const world = await start({ accounts: 2, regions: 2 });
    const { step, listed } = fatedWorker(world.worker, ({ account, region }, nth) =>
      account === GOLDEN && region === 'us-east-1' && nth < 3 ? new Error('a bug of ours') : null,
    );
    world.instead.set('sweep', () => step);
    const ended = await world.run('first');
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { counts: { reporting: 6 } } } });
    expect(listed.toSorted()).toEqual([
      `${GOLDEN}/eu-west-1`,
      ...Array<string>(3).fill(`${GOLDEN}/us-east-1`),
      ...[MANAGEMENT, HUB].flatMap((id) => [`${id}/eu-west-1`, `${id}/us-east-1`]),
    ]);
    expect(ended.children[0]?.entered).toEqual([
      ...['Sweep', 'IsDone', 'Later', 'Sweep', 'IsDone', 'Later', 'Sweep', 'IsDone', 'Done'],
    ]);
  });

  it('whose time is over goes on where it was, those first that nobody came to', async () => {
    const world = await start({ accounts: 10, regions: 1 });
    let turn = 0;
    const { step, listed } = fatedWorker(world.worker, () => {
      // The time of the first turn is over while eight are under way.
      if (turn === 1) world.clock.advance(14 * 60_000);
      return null;
    });
    world.instead.set('sweep', () => (payload, context) => {
      turn += 1;
      return step(payload, context);
    });
    const ended = await world.run('first');
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { counts: { reporting: 11 } } } });
    expect(ended.children[0]?.entered).toEqual(['Sweep', 'IsDone', 'Sweep', 'IsDone', 'Done']);
    const first = listed.slice(0, 8);
    expect(listed.slice(8, 11).filter((key) => first.includes(key))).toEqual([]);
    expect(listed.slice(11).toSorted()).toEqual(first.toSorted());
  });

  it('is called no more than 48 times for a batch, and says what is left of it', async () => {
    const world = await start({ accounts: 2, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '40' });
    let turns = 0;
    world.instead.set('sweep', (real) => async (payload, context) => {
      turns += 1;
      const { batch } = payload as { batch: { Items: readonly { account: string }[] } };
      const left = batch.Items.filter(({ account }) => account === HUB);
      const others = batch.Items.filter(({ account }) => account !== HUB);
      const part = { batch: { ...batch, Items: others }, retry: 0 };
      const answer = (await real(part, context)) as { part: number };
      return { ...answer, Items: left, then: 'again', cause: `${String(left.length)} left` };
    });
    const ended = await world.run('first');
    expect(turns).toBe(48);
    expect(ended.children).toMatchObject([{ status: 'FAILED', error: 'SweepUnfinished', cause: '1 left' }]);
    // One of three failed, which is less than 40 of a hundred: whatever else its batch held.
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { answered: 2 } } });
    expect(await others(world)).toEqual([
      [`${HUB}/us-east-1`, 'waiting', 'its first sweep has not ended yet'],
    ]);
    expect(await world.worker.book.entry(placeOf(world, HUB))).toMatchObject({ value: { attempt: null } });
  });

  it('has no more beside it than is set, eight account-regions in each, and one session an account', async () => {
    const world = await start({ accounts: 12, regions: 2 }, { SWEEP_CONCURRENCY: '8' });
    let widest = 0;
    let under = 0;
    let go = (): void => undefined;
    const eight = new Promise<void>((resolve) => {
      go = resolve;
    });
    const estate = { ...world.worker.estate };
    world.worker.estate.open = async (place, passage) => {
      const reader = await estate.open(place, passage);
      const publicImages = async () => {
        under += 1;
        widest = Math.max(widest, under);
        if (under === 8) go();
        await eight;
        const images = await reader.publicImages();
        under -= 1;
        return images;
      };
      return { ...reader, publicImages };
    };
    const ended = await world.run('first');
    expect(ended.children.map(({ items }) => items)).toEqual([25, 1]);
    expect([ended.widest, widest]).toEqual([1, 8]);
    // Of each account one for the survey and one for the workers, which are one process here.
    expect(world.sandbox.calls.of({ operation: 'AssumeRole' })).toHaveLength(26);
  });
});

it('a region that went silent is told once, hours before the next sweep could, and once when it is back', async () => {
  const world = await start(
    { accounts: 2, regions: 1 },
    { COVERAGE_SILENT_HOURS: '30', COVERAGE_STALE_HOURS: '30' },
  );
  await world.run('first');
  const coverage = makeCoverage(world.coverage);
  const hourly = () => coverage({});
  for (const hours of [0, 29, 1, 1]) {
    world.clock.advance(hours * HOUR_MS);
    await hourly();
  }
  expect(told(world)).toMatchObject([{ lostCount: 3, at: '2026-03-02T16:00:00.000Z' }]);
  await world.run('second');
  await hourly();
  expect(told(world)).toMatchObject([{ lostCount: 3 }, { lostCount: 0, backCount: 3 }]);
});

const placeOf = ({ sandbox }: SweepWorld, id: string) => ({
  account: sandbox.organization.account(id)?.account ?? expect.fail('no account'),
  region: sandbox.organization.regions[0] ?? expect.fail('no region'),
});

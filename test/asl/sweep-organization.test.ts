import { afterEach, describe, expect, it } from 'vitest';
import { makeCoverage } from '../../functions/coverage/coverage.ts';
import { parseNotice } from '../../lib/app/parse-notice.ts';
import { Fault } from '../../lib/model/fault.ts';
import { AslError } from './asl-error.ts';
import { coverageOf, startSweepWorld, type Step, type SweepWorld } from './sweep-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GOLDEN = '111122223333';
const WEB = '222233334444';
const DATA = '333344445555';
const HUB = '999988887777';

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

/** A worker that does something else in one account-region. */
const only =
  (account: string, region: string, instead: (real: Step) => Step) =>
  (real: Step): Step =>
  (payload, context) => {
    const { account: its, region: where } = payload as { account: string; region: string };
    return its === account && where === region ? instead(real)(payload, context) : real(payload, context);
  };
const endsAtOnce =
  (real: Step): Step =>
  (payload, context) =>
    real(payload, { ...context, getRemainingTimeInMillis: () => 60_000 });

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
    expect(second.children).toHaveLength(20);
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
    world.clock.advance(2 * DAY_MS);
    expect(await world.run('second')).toMatchObject({ status: 'SUCCEEDED', output: { accountRegions: 3 } });
    expect(
      world.noted.flatMap((noted) =>
        noted.kind === 'fault' && noted.where === 'survey' ? noted.message : [],
      ),
    ).toEqual([expect.stringMatching(/^swept by the organisation of 2026-03-01T.*: .*AccessDenied/)]);
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
    expect(ended.children.map(({ status }) => status)).toEqual(Array(8).fill('SUCCEEDED'));
    expect(await others(world)).toEqual([
      [`${GOLDEN}/eu-west-1`, 'denied', expect.stringMatching(/DescribeImages: AuthFailure/)],
      [`${WEB}/eu-west-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
      [`${WEB}/us-east-1`, 'never-enrolled', expect.stringMatching(refusedBy(WEB))],
    ]);
  });

  it('that meets AWS in trouble is called again, and says what it was when it stays so', async () => {
    const world = await start({ accounts: 2, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '100' });
    world.worker.inventory.place = () =>
      Promise.reject(new Fault('GetItem', 'InternalServerError', 'later', { retryable: true }));
    const ended = await world.run('first');
    expect(ended.children.map(({ status, error }) => `${status} ${error ?? ''}`)).toEqual(
      Array(3).fill('FAILED Fault'),
    );
    world.clock.advance(3 * DAY_MS);
    expect((await others(world)).map(([, status, why]) => [status, why])).toEqual(
      Array(3).fill([
        'silent',
        'nothing was ever heard of it; the last sweep failed with GetItem: InternalServerError: later',
      ]),
    );
  });

  it('that ends before its account-region is done, or is killed, goes on where it was', async () => {
    const world = await start({ accounts: 2, regions: 1 });
    const turns: string[] = [];
    world.instead.set(
      'sweep',
      only(GOLDEN, 'us-east-1', (real) => async (payload, context) => {
        turns.push(JSON.stringify(payload));
        if (turns.length > 2) return real(payload, context);
        const ended = await endsAtOnce(real)(payload, context);
        if (turns.length === 2) throw new AslError('Runtime.ExitError', 'signal: killed');
        return ended;
      }),
    );
    const ended = await world.run('first');
    const { children } = ended;
    expect(ended.status).toBe('SUCCEEDED');
    expect(turns.map((turn) => (JSON.parse(turn) as { part: number }).part)).toEqual([0, 1, 1]);
    expect(children.map(({ entered }) => entered).find((states) => states.length > 3)).toEqual([
      'Sweep',
      'IsDone',
      'Sweep',
      'IsDone',
      'Done',
    ]);
    expect(await others(world)).toEqual([]);
    const { value } = await world.worker.inventory.place(placeOf(world, GOLDEN));
    expect(value).toMatchObject({ swept: { id: 'first', gaps: [] }, sweeping: null });
  });

  it('is called no more than 48 times, and one of a hundred that fails does not fail the sweep', async () => {
    const world = await start({ accounts: 2, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '40' });
    let turns = 0;
    world.instead.set(
      'sweep',
      only(HUB, 'us-east-1', () => (payload) => {
        turns += 1;
        return Promise.resolve({ ...(payload as object), part: turns, done: false });
      }),
    );
    const ended = await world.run('first');
    expect(turns).toBe(48);
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.children.filter(({ status }) => status === 'FAILED')).toMatchObject([
      { error: 'SweepUnfinished' },
    ]);
    expect(await others(world)).toEqual([
      [`${HUB}/us-east-1`, 'waiting', 'its first sweep has not ended yet'],
    ]);
    expect(await world.worker.book.entry(placeOf(world, HUB))).toMatchObject({ value: { attempt: null } });
  });

  it('that crashes for good fails the sweep where no failure is tolerated; the coverage is told all the same', async () => {
    const world = await start({ accounts: 2, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '0' });
    let tries = 0;
    world.instead.set(
      'sweep',
      only(GOLDEN, 'us-east-1', () => () => {
        tries += 1;
        return Promise.reject(new AslError('Runtime.OutOfMemory', 'killed'));
      }),
    );
    const ended = await world.run('first');
    expect(tries).toBe(4);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SweepFailed' });
    expect(ended.entered).toEqual(['Survey', 'AccountRegions', 'Coverage', 'IsWhole', 'Failed']);
    expect(world.noted.filter(({ kind }) => kind === 'coverage')).toHaveLength(1);
  });

  it('has no more beside it than is set, and one session serves all regions of an account', async () => {
    const world = await start({ accounts: 2, regions: 3 }, { SWEEP_CONCURRENCY: '2' });
    const ended = await world.run('first');
    expect(ended.widest).toBe(2);
    expect(ended.children).toHaveLength(9);
    const sessions = world.sandbox.calls.of({ operation: 'AssumeRole' });
    // Of each account one for the survey and one for the workers, which are one process here.
    expect(sessions).toHaveLength(6);
  });
});

it('a region that went silent is told once, hours before the next sweep could, and once when it is back', async () => {
  const world = await start(
    { accounts: 2, regions: 1 },
    { COVERAGE_SILENT_HOURS: '30', COVERAGE_STALE_HOURS: '30' },
  );
  await world.run('first');
  const hourly = makeCoverage(world.coverage);
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

import { afterEach, describe, expect, it } from 'vitest';
import { sweepOne } from '../../lib/app/sweep-organization/sweep-one.ts';
import { Fault } from '../../lib/model/fault.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import { AslError } from './asl-error.ts';
import { fatedWorker } from './fates.ts';
import { coverageOf, startSweepWorld, type SweepWorld } from './sweep-world.ts';

const HOUR_MS = 3_600_000;
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

/** The account-regions that do not report. */
const missing = async (world: SweepWorld): Promise<readonly string[]> =>
  [...(await coverageOf(world))]
    .filter(([, { status }]) => status !== 'reporting')
    .map(([key]) => key)
    .toSorted();

const placeOf = async ({ sandbox, worker }: SweepWorld, id: string) => {
  const account = sandbox.organization.account(id)?.account ?? expect.fail('no account');
  const region = sandbox.organization.regions[0] ?? expect.fail('no region');
  return (await worker.inventory.place({ account, region })).value;
};

describe('a worker that dies', () => {
  const dying = async (world: SweepWorld, killers: readonly string[], deaths: number) => {
    const { step, listed } = fatedWorker(world.worker, (place, nth) =>
      killers.includes(place.account) && nth <= deaths ? 'death' : null,
    );
    world.instead.set('sweep', () => step);
    return { ended: await world.run('first'), listed };
  };

  it('repeats nothing that was done, and looks last and one by one at what it may have died of', async () => {
    const world = await start({ accounts: 11, regions: 1 });
    const { ended, listed } = await dying(world, [HUB], 1);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { counts: { reporting: 12 } } } });
    const hub = `${HUB}/us-east-1`;
    expect(listed.filter((key) => key === hub)).toHaveLength(2);
    // The twelfth began when four were done at least.
    const again = listed.slice(listed.indexOf(hub) + 1);
    expect(new Set(again).size).toBe(again.length);
    expect(again.length).toBeLessThanOrEqual(8);
    expect(again.at(-1)).toBe(hub);
    expect(await missing(world)).toEqual([]);
    const value = await placeOf(world, HUB);
    expect(value).toMatchObject({ swept: { id: 'first', gaps: [] }, sweeping: null });
  });

  it('of one account-region each time gives that one up after four, and has swept all others', async () => {
    const world = await start({ accounts: 11, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '0' });
    const { ended, listed } = await dying(world, [GOLDEN], Infinity);
    expect(listed.filter((key) => key === `${GOLDEN}/us-east-1`)).toHaveLength(4);
    expect(ended.children).toMatchObject([{ error: 'SweepUnfinished' }]);
    expect(ended.children[0]?.cause).toMatch(/^111122223333\/us-east-1: Sweep: CutOff: its worker/);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SweepFailed' });
    expect(ended.entered).toEqual(['Survey', 'AccountRegions', 'Coverage', 'IsWhole', 'Failed']);
    expect(world.noted.filter(({ kind }) => kind === 'coverage')).toHaveLength(1);
    expect(await missing(world)).toEqual([`${GOLDEN}/us-east-1`]);
  });

  it('of several has swept all others as well', async () => {
    const world = await start({ accounts: 11, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '25' });
    const { ended } = await dying(world, [GOLDEN, WEB, DATA], Infinity);
    expect(ended.children).toMatchObject([{ status: 'FAILED', error: 'Runtime.OutOfMemory' }]);
    expect(await missing(world)).toEqual([GOLDEN, WEB, DATA].map((id) => `${id}/us-east-1`));
    // Three of twelve: a quarter.
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { coverage: { answered: 9 } } });
  });

  it('at once, each time, is called six times, and nothing of its batch counts as swept', async () => {
    const world = await start({ accounts: 2, regions: 1 });
    let tries = 0;
    world.instead.set('sweep', () => () => {
      tries += 1;
      return Promise.reject(new AslError('Runtime.ImportModuleError', 'no such module'));
    });
    const ended = await world.run('first');
    expect(tries).toBe(6);
    expect(ended).toMatchObject({ status: 'FAILED', output: null });
  });
});

describe('how many may fail', () => {
  it.each([
    [1, 'SUCCEEDED'],
    [2, 'FAILED'],
  ])(
    'is of account-regions, not of batches: of %d in five, with a fifth tolerated, it %s',
    async (count, status) => {
      const world = await start({ accounts: 4, regions: 1 }, { SWEEP_TOLERATED_FAILURES: '20' });
      const bad = [GOLDEN, WEB].slice(0, count);
      const { step } = fatedWorker(world.worker, ({ account }) =>
        bad.includes(account) ? new Error('a bug of ours') : null,
      );
      world.instead.set('sweep', () => step);
      const ended = await world.run('first');
      expect(ended.status).toBe(status);
      expect(ended.children.map((child) => [child.status, child.items])).toEqual([['FAILED', 5]]);
    },
  );
});

it('a sweep by hand looks only at what was not looked at since, when it is told since when', async () => {
  const world = await start({ accounts: 4, regions: 1 });
  world.sandbox.roles.remove(`arn:aws:iam::${DATA}:role/ami-warden-reader`);
  const worker = fatedWorker(world.worker, ({ account }) => (account === WEB ? new Error('a bug') : null));
  world.instead.set('sweep', () => worker.step);
  const since = world.clock.now().toISOString();
  expect(await world.run('first')).toMatchObject({ status: 'FAILED', error: 'SweepFailed' });
  world.instead.delete('sweep');
  world.clock.advance(HOUR_MS);
  const again = await world.run('again', { since });
  expect(again).toMatchObject({
    status: 'SUCCEEDED',
    output: { accountRegions: 1 },
    children: [{ items: 1 }],
  });
  expect(await missing(world)).toEqual([`${DATA}/us-east-1`]);
  expect((await coverageOf(world)).get(`${DATA}/us-east-1`)?.status).toBe('never-enrolled');
});

it.each([
  ['refuses us', 'AssumeRole', { kind: 'done' }],
  ['is not what refuses us: our own table does', 'GetItem', { kind: 'failed', failures: 1 }],
] as const)('an account-region that %s (%s)', async (_, operation, end) => {
  const { worker, clock } = await start({ accounts: 6, regions: 1 });
  const refused = new Fault(operation, 'AccessDenied', 'not allowed', { retryable: false });
  const journal = { ...worker.journal, dirtyMark: () => Promise.reject(refused) };
  const item = { account: AccountId.parse(GOLDEN), region: Region.parse('us-east-1'), sweep: 'first' };
  const until = new Date(clock.now().getTime() + HOUR_MS);
  expect(await sweepOne(item, 0, until, { ...worker, journal })).toMatchObject(end);
});

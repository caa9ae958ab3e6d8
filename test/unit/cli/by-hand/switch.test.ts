import { beforeEach, expect, test } from 'vitest';
import { runPause } from '../../../../lib/cli/pause/run.ts';
import { runRemediate } from '../../../../lib/cli/remediate/run.ts';
import { runResume } from '../../../../lib/cli/resume/run.ts';
import { COLLEAGUE, handWorld, IMAGE } from './hand-world.ts';

const world = handWorld();
beforeEach(() => {
  world.fresh();
});

const NOW = new Date('2026-11-23T10:00:00.000Z');
const pause = (flags: object) => world.run((_, ...rest) => runPause(...rest), [], flags, { now: NOW });
const resume = (flags: object, says: 'yes' | 'no' | 'nobody' = 'nobody') =>
  world.run((_, ...rest) => runResume(...rest), [], flags, { says });
const remediate = () =>
  world.run(runRemediate, [IMAGE], { policy: [world.at('policy.yaml')], rule: 'public-sharing', yes: true });

test('pause needs no credentials, no reason and no yes; commands of this machine then write nothing until resume', async () => {
  await world.share('all', COLLEAGUE);
  const { code, out, err } = await pause({});
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/not paused -> paused by \S+ since 2026-11-23T10:00:00\.000Z: no reason was given/),
  ]);
  expect(err).toBe('This is about commands of this machine alone; --via STACK is about the service.\n');
  const held = await remediate();
  expect([held.code, held.err]).toEqual([1, expect.stringContaining('since 2026-11-23T10:00:00.000Z')]);
  expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
  expect((await resume({})).err).toContain('--yes is needed where nobody can be asked');
  expect((await resume({}, 'no')).code).toBe(1);
  const resumed = await resume({}, 'yes');
  expect([resumed.code, resumed.questions]).toEqual([0, ['Let writing go on?']]);
  expect([(await remediate()).code, await world.grants()]).toEqual([0, [COLLEAGUE]]);
});

test('what is so already stays as it was set; --dry-run only shows it', async () => {
  const dry = await pause({ dryRun: true, output: 'json' });
  expect([dry.code, JSON.parse(dry.out)]).toMatchObject([2, { before: { kind: 'running' } }]);
  expect((await resume({})).code).toBe(0);
  await pause({ reason: 'the first' });
  const again = await pause({ reason: 'the second', output: 'json' });
  expect([again.code, JSON.parse(again.out)]).toMatchObject([0, { after: { reason: 'the first' } }]);
  expect((await pause({ dryRun: true })).code).toBe(0);
  expect((await resume({ dryRun: true })).code).toBe(2);
});

test.each([
  [{ via: 'ami-warden-dev', file: 'x' }, '--file: expected without --via'],
  [{ profile: 'x' }, '--profile: expected with --via'],
  [{ reason: 'x'.repeat(501) }, '--reason: expected a reason of at most 500 characters'],
])('%j is a mistake in the call', async (flags, problem) => {
  const { code, err } = await pause(flags);
  expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
});

test('an empty reason, as of a variable that is not set, does not keep anybody from stopping', async () => {
  const { code, out } = await pause({ reason: ' ', output: 'json' });
  expect([code, JSON.parse(out)]).toMatchObject([0, { after: { kind: 'paused', reason: null } }]);
});

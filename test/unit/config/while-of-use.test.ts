import { expect, it } from 'vitest';
import { whileOfUse } from '../../../lib/config/while-of-use.ts';
import { Fault } from '../../../lib/model/fault.ts';

/** What is told of requests that are sent so many seconds after the start, and end with this code, or well (null). */
const toldOf = async (...sent: readonly (readonly [number, string | null])[]): Promise<readonly string[]> => {
  const told: string[] = [];
  let seconds = 0;
  const clock = { now: () => new Date(Date.parse('2026-03-01T10:00:00Z') + seconds * 1_000) };
  const pass = whileOfUse(clock, (why) => told.push(why))((_, send) => send());
  for (const [at, code] of sent) {
    seconds = at;
    const answer =
      code === null ? Promise.resolve() : Promise.reject(new Fault('Read', code, 'no', { retryable: true }));
    await pass('Read', () => answer).catch(() => undefined);
  }
  return told;
};

const GONE = 'AWS is out of reach (Read: ENOTFOUND: no)';

it('says at once that the credentials ran out', async () => {
  expect(await toldOf([0, null], [1, 'RequestExpired'])).toEqual([
    'the credentials ran out (Read: RequestExpired: no): get new ones',
  ]);
});

it('says that AWS is out of reach when that has lasted a minute, and not before', async () => {
  expect(await toldOf([0, null], [1, 'ENOTFOUND'], [60, 'ENOTFOUND'])).toEqual([]);
  expect(await toldOf([0, null], [1, 'ENOTFOUND'], [61, 'ENOTFOUND'])).toEqual([GONE]);
});

it('counts from the first request that failed: a machine that slept for an hour goes on', async () => {
  expect(await toldOf([0, null], [3_600, 'ECONNRESET'], [3_601, null], [3_602, 'ENOTFOUND'])).toEqual([]);
});

it('takes an error of AWS for an answer', async () => {
  expect(await toldOf([0, null], [1, 'ENOTFOUND'], [50, 'RequestLimitExceeded'], [61, 'ENOTFOUND'])).toEqual(
    [],
  );
});

it('says nothing of a place that never answered: that is one thing that is not seen, and others may be', async () => {
  expect(await toldOf([0, 'ENOTFOUND'], [300, 'ENOTFOUND'])).toEqual([]);
});

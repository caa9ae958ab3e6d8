import { describe, expect, it } from 'vitest';
import { keepPace } from '../../../lib/app/pace.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { JournalEntry } from '../../../lib/model/journal.ts';
import type { Write } from '../../../lib/model/plan.ts';
import type { AccountRegion } from '../../../lib/model/subject.ts';

const place: AccountRegion = { account: AccountId.parse('222233334444'), region: Region.parse('eu-west-1') };

const rail = (
  to: string,
  guardrail: 'imageBlockPublicAccess' | 'snapshotBlockPublicAccess' = 'imageBlockPublicAccess',
): Write => ({
  kind: 'guardrail',
  guardrail,
  to,
});

const intent = (at: string, write: Write): JournalEntry => ({
  id: at,
  at: `2026-11-23T${at}Z`,
  ref: place,
  kind: 'intent',
  planId: 'p',
  action: {
    action: 'enable-block-public-access',
    rule: 'guardrails',
    writes: [write],
    findings: [],
    limitPerHour: null,
  },
  before: {},
});

/** How long a write waits at 10:00:08 that was preceded by these, its own intent included. */
const waited = async (write: Write, ...entries: readonly JournalEntry[]): Promise<readonly number[]> => {
  const pauses: number[] = [];
  const asked: (string | undefined)[] = [];
  await keepPace(place, write, {
    journal: {
      entries: (_, since) => {
        asked.push(since);
        return Promise.resolve(entries);
      },
    },
    clock: { now: () => new Date('2026-11-23T10:00:08.000Z') },
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  expect(asked).toEqual(write.kind === 'guardrail' ? ['2026-11-23T09:59:58.000Z'] : []);
  return pauses;
};

const on = rail('block-new-sharing');
const own = intent('10:00:08.000', on);

describe('the pace of calls that AWS takes one at a time', () => {
  it('is ten seconds after our last one', async () => {
    expect(await waited(on, intent('10:00:00.000', on), own)).toEqual([2000]);
    expect(await waited(on, intent('10:00:07.999', rail('block-all-sharing')), own)).toEqual([9999]);
    expect(await waited(on, intent('09:59:58.001', on), own)).toEqual([1]);
  });

  it('is nothing after ten seconds, or when there was none', async () => {
    expect(await waited(on, intent('09:59:58.000', on), own)).toEqual([]);
    expect(await waited(on, own)).toEqual([]);
  });

  it('is of each call by itself: switching off, and the rail of snapshots, have buckets of their own', async () => {
    expect(await waited(on, intent('10:00:07.000', rail('unblocked')), own)).toEqual([]);
    const other = rail('block-new-sharing', 'snapshotBlockPublicAccess');
    expect(await waited(on, intent('10:00:07.000', other), own)).toEqual([]);
    const off = rail('unblocked');
    expect(await waited(off, intent('10:00:07.000', off), intent('10:00:08.000', off))).toEqual([9000]);
  });

  it('is no matter of calls of which AWS takes many, and the journal is not asked', async () => {
    const tags: Write = { kind: 'tags', set: { a: 'b' }, remove: {} };
    expect(await waited(tags, intent('10:00:07.000', tags), intent('10:00:08.000', tags))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Journal, LimitTake } from '../../lib/ports/journal.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import { plan, revoke } from './journal-samples.ts';

/** Two workers' views of one journal, and images that nobody has used. */
export interface Workers {
  readonly journal: Journal;
  readonly other: Journal;
  readonly newImage: () => ImageRef;
}

const take = (key: string, more: Partial<LimitTake> = {}): LimitTake => ({
  key,
  window: 'hour',
  count: 1,
  limit: 5,
  once: 'plan-1',
  ...more,
});

/** What every Journal does for whoever is about to write to AWS: limits, leases, plans by id, the latest entries. */
export const writingContract = (workers: () => Workers): void => {
  describe('limits taken together', () => {
    const NOON = '2026-03-01T12:00:00.000Z';

    it('are taken from all, or the first that has too little is named and none is used', async () => {
      const { journal, other } = workers();
      const account = take('a/account', { limit: 2 });
      const inAll = take('a/all', { limit: 1 });
      expect(await journal.takeFromLimits([account, inAll], NOON)).toBeNull();
      const next = [
        { ...account, once: 'plan-2' },
        { ...inAll, once: 'plan-2' },
      ];
      expect(await other.takeFromLimits(next, NOON)).toEqual(next[1]);
      expect(await other.takeFromLimits([{ ...account, once: 'plan-3' }], NOON)).toBeNull();
      expect(await other.takeFromLimits([{ ...account, once: 'plan-4' }], NOON)).toMatchObject({
        once: 'plan-4',
      });
    });

    it('count the same thing once in a window', async () => {
      const { journal, other } = workers();
      const one = take('b', { limit: 1 });
      expect(await journal.takeFromLimits([one], NOON)).toBeNull();
      expect(await other.takeFromLimits([one], NOON)).toBeNull();
      expect(await other.takeFromLimits([{ ...one, once: 'plan-2' }], NOON)).toMatchObject({ key: 'b' });
      expect(await other.takeFromLimits([{ ...one, once: 'plan-2' }], '2026-03-01T13:00:00.000Z')).toBeNull();
    });

    it('have windows of an hour or a day, in UTC', async () => {
      const { journal } = workers();
      const day = take('c', { window: 'day', limit: 1 });
      expect(await journal.takeFromLimits([day], '2026-03-01T00:00:00.000Z')).toBeNull();
      const later = { ...day, once: 'plan-2' };
      expect(await journal.takeFromLimits([later], '2026-03-01T23:59:59.999Z')).toEqual(later);
      expect(await journal.takeFromLimits([later], '2026-03-02T00:00:00.000Z')).toBeNull();
    });

    it('never let more through than there is, whoever asks at once', async () => {
      const { journal, other } = workers();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          (n % 2 === 0 ? journal : other).takeFromLimits([take('d', { once: String(n) })], NOON),
        ),
      );
      const through = answers.filter((answer) => answer === null).length;
      expect(through).toBe(5);
    });

    it('refuse at once what is more than the whole limit', async () => {
      const { journal } = workers();
      const much = take('e', { count: 6 });
      expect(await journal.takeFromLimits([much], NOON)).toEqual(much);
    });
  });

  describe('leases', () => {
    const at = (second: number): string => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;

    it('are one at a time, and the number grows with each', async () => {
      const { journal, other, newImage } = workers();
      const ref = newImage();
      const first = await journal.takeLease(ref, at(0), at(30));
      expect(first).toEqual({ ref, number: 1, until: at(30) });
      expect(await other.takeLease(ref, at(29), at(59))).toEqual({ heldUntil: at(30) });
      expect(await other.takeLease(ref, at(30), at(59))).toEqual({ ref, number: 2, until: at(59) });
      expect(await journal.takeLease(newImage(), at(31), at(59))).toMatchObject({ number: 1 });
    });

    it('are held on to only as long as they last and are nobody else’s', async () => {
      const { journal, other, newImage } = workers();
      const ref = newImage();
      const lease = { ref, number: 1, until: at(10) };
      await journal.takeLease(ref, at(0), at(10));
      expect(await journal.holdLease(lease, at(9), at(20))).toBe(true);
      expect(await other.takeLease(ref, at(19), at(40))).toEqual({ heldUntil: at(20) });
      expect(await journal.holdLease(lease, at(20), at(30))).toBe(false);
      expect(await other.takeLease(ref, at(20), at(40))).toMatchObject({ number: 2 });
      expect(await journal.holdLease(lease, at(21), at(30))).toBe(false);
    });

    it('are given back by whoever has them, and by nobody else', async () => {
      const { journal, other, newImage } = workers();
      const ref = newImage();
      await journal.takeLease(ref, at(0), at(30));
      await other.dropLease({ ref, number: 7, until: at(30) }, at(1));
      expect(await other.takeLease(ref, at(2), at(40))).toEqual({ heldUntil: at(30) });
      await journal.dropLease({ ref, number: 1, until: at(30) }, at(3));
      expect(await other.takeLease(ref, at(3), at(40))).toMatchObject({ number: 2 });
    });

    it('go to one of two who ask at once', async () => {
      const { journal, other, newImage } = workers();
      const ref = newImage();
      const answers = await Promise.all([
        journal.takeLease(ref, at(0), at(30)),
        other.takeLease(ref, at(0), at(30)),
      ]);
      expect(answers.filter((answer) => 'number' in answer)).toHaveLength(1);
    });
  });

  it('finds a plan by its id alone', async () => {
    const { journal, other, newImage } = workers();
    const ref = newImage();
    const put = plan(ref, `plan-of-${ref.image}`);
    await journal.putPlan(put);
    expect(await other.planById(put.id)).toEqual(put);
    expect(await other.planById('no such plan')).toBeNull();
  });

  it('gives the entries of a subject from an instant on', async () => {
    const { journal, other, newImage } = workers();
    const ref = newImage();
    for (const second of ['01', '02', '03']) {
      const at = `2026-03-01T10:00:${second}.000Z`;
      await journal.append({ kind: 'intent', at, ref, planId: second, action: revoke, before: {} });
    }
    const since = async (instant: string): Promise<readonly string[]> =>
      (await other.entries(ref, instant)).map((entry) => entry.at.slice(17, 19));
    expect(await since('2026-03-01T10:00:02Z')).toEqual(['02', '03']);
    expect(await since('2026-03-01T10:00:02.001Z')).toEqual(['03']);
    expect(await since('2026-03-01T10:00:04Z')).toEqual([]);
  });

  it('keeps a person’s word on a plan, and who asked for what', async () => {
    const { journal, other, newImage } = workers();
    const ref = newImage();
    const by = { kind: 'cli', name: 'anna', arn: 'arn:aws:iam::111122223333:user/anna', id: 'AIDA' } as const;
    const at = '2026-03-01T10:00:00.000Z';
    const entries = [
      {
        kind: 'approval',
        at,
        ref,
        planId: 'p1',
        decision: 'approved',
        by,
        reason: 'agreed',
        limits: 'ignored',
      },
      { kind: 'intent', at, ref, planId: 'p1', action: revoke, before: {}, by, lease: 3 },
    ] as const;
    for (const entry of entries) {
      const id = await journal.append(entry);
      expect(await other.entry(ref, id)).toEqual({ ...entry, id });
    }
  });
};

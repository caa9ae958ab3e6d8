import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InstanceId } from '../../lib/model/ids.ts';
import type { Asker } from '../../lib/model/asker.ts';
import type { Journal, Lease, LimitTake } from '../../lib/ports/journal.ts';
import type { JournalStore } from './journal.ts';
import { cause, imageRef, plan, record } from './journal-samples.ts';

const at = (seconds: number): string =>
  new Date(Date.parse('2026-03-01T10:00:00.000Z') + seconds * 1000).toISOString();

const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };

const numberOf = (taken: Lease | { readonly heldUntil: string }): number =>
  'number' in taken ? taken.number : NaN;

const taken = (answer: Lease | { readonly heldUntil: string }): Lease => {
  if ('number' in answer) return answer;
  throw new Error(`held until ${answer.heldUntil}`);
};

/**
 * What every Journal does that keeps plans, leases and limits, whatever keeps it. `isAtomic`: whether the store holds a condition and writes in one step, as DynamoDB does. Of an emulator that does not, nothing is
 * asked that hangs on who is first among many at once.
 */
export const governingContract = (
  name: string,
  start: () => Promise<JournalStore>,
  { isAtomic = true }: { readonly isAtomic?: boolean } = {},
): void => {
  const whenAtomic = (title: string, test: () => Promise<void>): void => {
    if (isAtomic) it(title, test);
  };
  describe(`approval, leases and limits in ${name}`, () => {
    let store: JournalStore;
    let journal: Journal;
    let other: Journal;
    let images = 5000;
    const newImage = (): ReturnType<typeof imageRef> => imageRef((images += 1));
    const take = (key: string, over: Partial<LimitTake> = {}): LimitTake => ({
      key,
      window: 'hour',
      count: 1,
      limit: 1,
      once: 'p1',
      ...over,
    });

    beforeAll(async () => {
      store = await start();
      const clock = { now: () => new Date(at(0)) };
      journal = store.open(clock);
      other = store.open(clock);
    });
    afterAll(async () => {
      await store.close();
    });

    describe('the queue of copies', () => {
      const ticket = (ref: ReturnType<typeof imageRef>) => ({
        image: ref.image,
        snapshots: 2,
        askedAt: at(0),
        startedAt: null,
        expectedAt: at(9),
        renewBy: at(5),
      });

      it('is empty at first, and comes back as it was put', async () => {
        const ref = newImage();
        expect(await journal.copyQueue(ref)).toEqual({
          queue: { tickets: [], secondsPerCopy: null },
          version: 0,
        });
        const queue = {
          tickets: [ticket(ref), { ...ticket(newImage()), startedAt: at(1) }],
          secondsPerCopy: 61.5,
        };
        expect(await journal.putCopyQueue(ref, queue, 0)).toBe(true);
        expect(await other.copyQueue({ account: ref.account, region: ref.region })).toEqual({
          queue,
          version: 1,
        });
        const emptied = { tickets: [], secondsPerCopy: 61.5 };
        expect(await other.putCopyQueue(ref, emptied, 1)).toBe(true);
        expect(await journal.copyQueue(ref)).toEqual({ queue: emptied, version: 2 });
      });

      it('is put by one of two who read the same', async () => {
        const ref = newImage();
        const [one, two] = [[ticket(newImage())], [ticket(newImage())]].map((tickets) => ({
          tickets,
          secondsPerCopy: null,
        }));
        if (one === undefined || two === undefined) throw new Error('two');
        const { version } = await journal.copyQueue(ref);
        const ends = await Promise.all([
          journal.putCopyQueue(ref, one, version),
          other.putCopyQueue(ref, two, version),
        ]);
        expect(ends.toSorted()).toEqual([false, true]);
        expect(await journal.copyQueue(ref)).toEqual({ queue: ends[0] ? one : two, version: version + 1 });
        expect(await journal.putCopyQueue(ref, one, version)).toBe(false);
        expect(await journal.putCopyQueue(ref, one, version + 7)).toBe(false);
      });

      it('holds as many as may wait', async () => {
        const ref = newImage();
        const queue = { tickets: Array.from({ length: 520 }, () => ticket(ref)), secondsPerCopy: null };
        const { version } = await journal.copyQueue(ref);
        expect(await journal.putCopyQueue(ref, queue, version)).toBe(true);
        expect((await journal.copyQueue(ref)).queue.tickets).toHaveLength(520);
      });
    });

    describe('plans', () => {
      it('are found by their id alone, with what they wait for', async () => {
        const ref = newImage();
        const waiting = { ...plan(ref, 'a1b2c3d4e5f60718'), approval: 'two-person' } as const;
        expect(await journal.putPlan(waiting)).toBe(true);
        expect(await other.planById('a1b2c3d4e5f60718')).toEqual(waiting);
        expect(await other.planById('0000000000000000')).toBeNull();
      });

      it('of a guard rail are plans like any other', async () => {
        const { account, region } = newImage();
        const of = plan({ account, region }, 'b1b2c3d4e5f60718');
        expect(await journal.putPlan(of)).toBe(true);
        expect(await other.planById('b1b2c3d4e5f60718')).toEqual(of);
        expect(await other.plan({ account, region }, 'b1b2c3d4e5f60718')).toEqual(of);
      });
    });

    it('what is said of a plan, and what waits for it, comes back to the last member', async () => {
      const ref = newImage();
      const said = {
        kind: 'approval',
        at: at(1),
        ref,
        planId: 'p1',
        decision: 'approved',
        by: ALICE,
        reason: null,
        limits: 'ignored',
      } as const;
      const id = await journal.append(said);
      expect(await other.entry(ref, id)).toEqual({ ...said, id });
      const waiting = {
        plan: 'p1',
        why: 'limit',
        approval: 'manual',
        state: 'refused',
        approvedBy: ['alice'],
        refusedBy: 'bob',
        content: 'c',
        actions: ['disable', 'add-tags'],
      } as const;
      const deeds = [{ what: 'approved', by: ALICE, at: at(1) }] as const;
      const put = { ...record(ref, 'f1', at(2)), waiting, deeds };
      await journal.putFinding(put, null);
      expect(await other.finding(ref, 'f1')).toEqual(put);
    });

    it('what a person waives and mutes, and the finding that it is about', async () => {
      const ref = newImage();
      const waived = {
        kind: 'waiver',
        at: at(1),
        ref,
        finding: 'f1',
        rule: 'public-sharing',
        until: '2026-03-08T10:00:00.000Z',
        reason: 'the launch is today',
        owner: 'web-team@example.com',
        ticket: null,
        by: ALICE,
      } as const;
      const muted = {
        kind: 'mute',
        at: at(2),
        ref,
        finding: 'f1',
        rule: 'r',
        until: at(9),
        by: ALICE,
      } as const;
      const [grant, mute] = [await journal.append(waived), await journal.append(muted)];
      expect(await other.entries(ref)).toEqual([
        { ...waived, id: grant },
        { ...muted, id: mute },
      ]);
      const put = {
        ...record(ref, 'f1', at(3)),
        granted: {
          until: waived.until,
          reason: waived.reason,
          owner: waived.owner,
          ticket: 'SEC-1',
          by: ALICE,
          entry: grant,
        },
        muted: { until: at(9), by: ALICE, entry: mute, severity: 'high', failure: 'EC2 says no' },
      } as const;
      await journal.putFinding(put, null);
      const told = { contentHash: 'c', reference: null, muted: mute };
      await journal.noteTold(ref, 'f1', 'slack', told);
      expect(await other.finding(ref, 'f1')).toEqual({ ...put, told: { slack: told } });
    });

    it('entries are read from an instant on, that instant included', async () => {
      const ref = newImage();
      for (const seconds of [0, 1, 1, 2]) {
        await journal.append({ kind: 'attempt', at: at(seconds), ref, cause });
      }
      const since = async (time: string) => (await other.entries(ref, time)).map((entry) => entry.at);
      expect(await since('2026-03-01T10:00:01Z')).toEqual([at(1), at(1), at(2)]);
      expect(await since(at(2))).toEqual([at(2)]);
      expect(await since(at(2.001))).toEqual([]);
      expect(await journal.entries(ref)).toHaveLength(4);
    });

    describe('a lease', () => {
      it('is one worker’s until it runs out, to the millisecond', async () => {
        const ref = newImage();
        expect(await journal.takeLease(ref, at(0), at(30))).toEqual({ ref, number: 1, until: at(30) });
        expect(await other.takeLease(ref, at(29.999), at(60))).toEqual({ heldUntil: at(30) });
        expect(await other.takeLease(ref, at(30), at(60))).toEqual({ ref, number: 2, until: at(60) });
      });

      it('is prolonged by whoever has it, and by nobody else', async () => {
        const ref = newImage();
        const first = taken(await journal.takeLease(ref, at(0), at(30)));
        expect(await journal.holdLease(first, at(29), at(59))).toBe(true);
        expect(await other.takeLease(ref, at(31), at(60))).toEqual({ heldUntil: at(59) });
        const second = taken(await other.takeLease(ref, at(59), at(89)));
        expect(await journal.holdLease(first, at(60), at(90))).toBe(false);
        expect(await other.holdLease(second, at(60), at(90))).toBe(true);
      });

      it('that ran out is lost, though nobody has taken it yet', async () => {
        const ref = newImage();
        const lease = taken(await journal.takeLease(ref, at(0), at(30)));
        expect(await journal.holdLease(lease, at(30), at(60))).toBe(false);
      });

      it('given back is free at once, and its number does not come again', async () => {
        const ref = newImage();
        const first = taken(await journal.takeLease(ref, at(0), at(30)));
        await journal.dropLease(first, at(1));
        expect(numberOf(await other.takeLease(ref, at(1), at(31)))).toBe(2);
        // Late: it is not the first one's any more.
        await journal.dropLease(first, at(2));
        expect(await journal.takeLease(ref, at(2), at(32))).toEqual({ heldUntil: at(31) });
      });

      whenAtomic('is taken by one of many at once', async () => {
        const ref = newImage();
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? journal : other).takeLease(ref, at(0), at(30))),
        );
        expect(answers.filter((answer) => 'number' in answer)).toHaveLength(1);
      });

      it('is of one subject', async () => {
        const ref = newImage();
        const { account, region } = ref;
        const instance = { account, region, instance: InstanceId.parse('i-0aaaaaaaaaaaaaaa1') };
        for (const subject of [ref, instance, { account, region: imageRef(1, 'us-west-2').region }]) {
          expect(numberOf(await journal.takeLease(subject, at(0), at(30)))).toBe(1);
        }
      });
    });

    describe('limits taken from together', () => {
      it('give all or nothing: what one of them refuses uses up none of the others', async () => {
        const [roomy, full] = [take('g/roomy', { limit: 2 }), take('g/full', { limit: 0 })];
        expect(await journal.takeFromLimits([roomy, full], at(0))).toEqual(full);
        expect(await journal.takeFromLimits([roomy], at(0))).toBeNull();
        const second = { ...roomy, once: 'p2' };
        expect(await other.takeFromLimits([second], at(0))).toBeNull();
        expect(await other.takeFromLimits([{ ...roomy, once: 'p3' }], at(0))).toEqual({
          ...roomy,
          once: 'p3',
        });
      });

      it('count the same once, however often it is asked for in the window', async () => {
        for (let time = 0; time < 3; time += 1) {
          expect(await journal.takeFromLimits([take('g/once')], at(time))).toBeNull();
        }
        const another = take('g/once', { once: 'p2' });
        expect(await other.takeFromLimits([another], at(3))).toEqual(another);
      });

      it('begin anew with the hour, and with the day', async () => {
        const hourly = take('g/hour');
        const daily = take('g/day', { window: 'day' });
        expect(await journal.takeFromLimits([hourly, daily], at(0))).toBeNull();
        const next = [
          { ...hourly, once: 'p2' },
          { ...daily, once: 'p2' },
        ] as const;
        expect(await journal.takeFromLimits(next, at(3600))).toEqual(next[1]);
        expect(await journal.takeFromLimits([next[0]], at(3600))).toBeNull();
        expect(await journal.takeFromLimits(next, at(86_400))).toBeNull();
      });

      it('still count what was taken when something is noted for days to come', async () => {
        expect(await journal.takeFromLimits([take('g/kept')], at(0))).toBeNull();
        expect(await journal.takeFromLimit('look#g', at(3 * 86_400), 1, 1)).toBe(true);
        const another = take('g/kept', { once: 'p2' });
        expect(await other.takeFromLimits([another], at(3))).toEqual(another);
      });

      it('say whether anything was taken when nothing is asked for', async () => {
        expect(await journal.takeFromLimit('g/none', at(0), 0, 0)).toBe(true);
        expect(await other.takeFromLimit('g/none', at(0), 0, 0)).toBe(true);
        expect(await journal.takeFromLimit('g/none', at(0), 1, 1)).toBe(true);
        expect(await other.takeFromLimit('g/none', at(0), 0, 0)).toBe(false);
      });

      whenAtomic('never give more than there is, to many at once', async () => {
        const answers = await Promise.all(
          Array.from({ length: 12 }, (_, n) =>
            (n % 2 === 0 ? journal : other).takeFromLimits(
              [take('g/many', { limit: 5, once: `p${String(n)}` })],
              at(0),
            ),
          ),
        );
        expect(answers.filter((answer) => answer === null)).toHaveLength(5);
      });
    });
  });
};

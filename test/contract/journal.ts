import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../lib/model/fault.ts';
import { InstanceId, Region } from '../../lib/model/ids.ts';
import type { Plan } from '../../lib/model/plan.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import type { DirtyMark, NewEntry, Journal } from '../../lib/ports/journal.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import { aboutSubject, cause, details, imageRef, plan, record, revoke, units } from './journal-samples.ts';
import { writingContract } from './journal-writing.ts';

/** Something that keeps a journal; `open` answers another worker's view of the same one. */
export interface JournalStore {
  readonly open: (clock: Clock) => Journal;
  readonly close: () => Promise<void>;
}

const at = (time: string): Clock => ({ now: () => new Date(time) });
const NOON = at('2026-03-01T12:00:00.000Z');

const trues = (answers: readonly boolean[]): number => answers.filter(Boolean).length;

/** What every Journal does, whatever keeps it. */
export const journalContract = (name: string, start: () => Promise<JournalStore>): void => {
  describe(`the journal in ${name}`, () => {
    let store: JournalStore;
    let journal: Journal;
    let other: Journal;
    let images = 0;
    const newImage = (): ReturnType<typeof imageRef> => imageRef((images += 1));

    beforeAll(async () => {
      store = await start();
      journal = store.open(NOON);
      other = store.open(NOON);
    });
    afterAll(async () => {
      await store.close();
    });

    writingContract(() => ({ journal, other, newImage }));

    describe('findings', () => {
      it('knows none of an image that it was never told of', async () => {
        const ref = newImage();
        expect(await journal.findings(ref)).toEqual([]);
        expect(await journal.finding(ref, 'f1')).toBeNull();
      });

      it('gives back what was put, to the last member', async () => {
        const ref = newImage();
        const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        expect(await journal.putFinding(put, null)).toBe(true);
        expect(await other.finding(ref, 'f1')).toEqual(put);
        expect(await other.findings(ref)).toEqual([put]);
      });

      it('keeps the findings of two images and two regions apart', async () => {
        const ref = newImage();
        const elsewhere = imageRef(images, 'us-west-2');
        await journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null);
        await journal.putFinding(record(elsewhere, 'f2', '2026-03-01T10:00:02.000Z'), null);
        expect((await journal.findings(ref)).map((one) => one.finding.id)).toEqual(['f1']);
        expect((await journal.findings(elsewhere)).map((one) => one.finding.id)).toEqual(['f2']);
        expect(await journal.findings(newImage())).toEqual([]);
      });

      it('keeps those of instances and account-regions, apart from those of the images there', async () => {
        const ref = newImage();
        const { account, region } = ref;
        const instance = {
          account,
          region: Region.parse('us-west-1'),
          instance: InstanceId.parse('i-0123456789abcdef0'),
        };
        const place = { account, region: Region.parse('us-west-1') };
        const at10 = '2026-03-01T10:00:02.000Z';
        for (const subject of [ref, instance, place]) {
          expect(await journal.putFinding(aboutSubject(subject, 'f1', at10), null)).toBe(true);
          await journal.noteTold(subject, 'f1', 'sns', { contentHash: 'c', reference: null });
          const entry = { kind: 'attempt', at: at10, ref: subject, cause } as const;
          const id = await journal.append(entry);
          expect(await other.entries(subject)).toEqual([{ ...entry, id }]);
        }
        expect((await other.finding(instance, 'f1'))?.finding.ref).toEqual(instance);
        expect((await other.findings(place)).map((one) => one.finding.ref)).toEqual([place]);
        expect(await other.findings({ account, region })).toEqual([]);
      });

      it.each(details)('gives back what fails, of the kind $kind', async (detail) => {
        const ref = newImage();
        const open = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        const put = {
          ...open,
          finding: {
            ...open.finding,
            detail,
            remediation: {
              action: 'encrypted-copy',
              limitPerHour: null,
              approval: 'two-person',
              options: { kmsKey: 'alias/a', source: { after: 'disable', deregisterAfter: null } },
            },
          },
        } as const;
        await journal.putFinding(put, null);
        expect(await other.finding(ref, 'f1')).toEqual(put);
      });

      it('lets one of two workers be the first', async () => {
        const ref = newImage();
        const mine = { ...record(ref, 'f1', '2026-03-01T10:00:02.000Z'), contentHash: 'mine' };
        const theirs = { ...record(ref, 'f1', '2026-03-01T10:00:02.000Z'), contentHash: 'theirs' };
        const [first, second] = await Promise.all([
          journal.putFinding(mine, null),
          other.putFinding(theirs, null),
        ]);
        expect(trues([first, second])).toBe(1);
        expect((await journal.finding(ref, 'f1'))?.contentHash).toBe(first ? 'mine' : 'theirs');
      });

      it('lets one of two workers that looked at the same record change it', async () => {
        const ref = newImage();
        const seen = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        await journal.putFinding(seen, null);
        const fixed = { ...seen, status: 'fixed', updatedAt: '2026-03-01T10:00:03.000Z' } as const;
        const waived = { ...seen, status: 'waived', updatedAt: '2026-03-01T10:00:04.000Z' } as const;
        expect(await journal.putFinding(fixed, seen.updatedAt)).toBe(true);
        expect(await other.putFinding(waived, seen.updatedAt)).toBe(false);
        expect(await journal.finding(ref, 'f1')).toEqual(fixed);
        expect(await other.putFinding(waived, fixed.updatedAt)).toBe(true);
        expect(await journal.finding(ref, 'f1')).toEqual(waived);
      });

      it('writes nothing when the expected record is not there', async () => {
        const ref = newImage();
        const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        expect(await journal.putFinding(put, '2026-03-01T10:00:01.000Z')).toBe(false);
        expect(await journal.finding(ref, 'f1')).toBeNull();
      });

      it('has room for an outcome with a thousand grants', async () => {
        const ref = newImage();
        const before = units(1000);
        const put = {
          ...record(ref, 'f1', '2026-03-01T10:00:02.000Z'),
          outcome: {
            kind: 'done',
            before: { launchPermission: before },
            after: { launchPermission: units(999) },
            requestId: 'r-1',
          },
        } as const;
        expect(await journal.putFinding(put, null)).toBe(true);
        expect(await journal.finding(ref, 'f1')).toEqual(put);
      });
    });

    describe('what channels were told', () => {
      const slack = { contentHash: 'c1', reference: 'C1:1.5' };
      const sns = { contentHash: 'c1', reference: null };

      it('is noted beside the record and changes nothing else of it', async () => {
        const ref = newImage();
        const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        await journal.putFinding(put, null);
        await Promise.all([
          journal.noteTold(ref, 'f1', 'slack', slack),
          other.noteTold(ref, 'f1', 'sns', sns),
        ]);
        expect(await journal.finding(ref, 'f1')).toEqual({ ...put, told: { slack, sns } });
      });

      it('has the instant at which it is told again, as long as it is noted', async () => {
        const ref = newImage();
        await journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null);
        const repeated = { ...slack, repeatAt: '2026-03-01T14:00:00.000Z' };
        await journal.noteTold(ref, 'f1', 'slack:#sec-urgent', repeated);
        expect((await other.finding(ref, 'f1'))?.told).toEqual({ 'slack:#sec-urgent': repeated });
        await journal.noteTold(ref, 'f1', 'slack:#sec-urgent', slack);
        expect((await other.finding(ref, 'f1'))?.told).toEqual({ 'slack:#sec-urgent': slack });
      });

      it('survives a record that was read before', async () => {
        const ref = newImage();
        const read = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
        await journal.putFinding(read, null);
        await other.noteTold(ref, 'f1', 'slack', slack);
        const next = { ...read, status: 'closed', updatedAt: '2026-03-01T10:00:05.000Z' } as const;
        expect(await journal.putFinding(next, read.updatedAt)).toBe(true);
        expect(await journal.finding(ref, 'f1')).toEqual({ ...next, told: { slack } });
      });

      it('is never written with a record', async () => {
        const ref = newImage();
        await journal.putFinding({ ...record(ref, 'f1', '2026-03-01T10:00:02.000Z'), told: { slack } }, null);
        expect((await journal.finding(ref, 'f1'))?.told).toEqual({});
      });

      it('cannot be noted of a finding that is not there', async () => {
        const ref = newImage();
        await expect(journal.noteTold(ref, 'f1', 'slack', slack)).rejects.toBeInstanceOf(Fault);
        expect(await journal.finding(ref, 'f1')).toBeNull();
      });
    });

    describe('entries', () => {
      const entry = (ref: ReturnType<typeof imageRef>, time: string, planId: string): NewEntry => ({
        kind: 'intent',
        at: time,
        ref,
        planId,
        action: revoke,
        before: { launchPermission: [{ kind: 'public' }] },
      });

      it('come oldest first, and those of one instant in the order in which they came', async () => {
        const ref = newImage();
        await journal.append(entry(ref, '2026-03-01T10:00:02.500Z', 'third'));
        await journal.append(entry(ref, '2026-03-01T10:00:02Z', 'first'));
        await journal.append(entry(ref, '2026-03-01T10:00:02.000Z', 'second'));
        for (let n = 0; n < 40; n += 1) await journal.append(entry(ref, '2026-03-01T11:00:00Z', String(n)));
        const plans = (await other.entries(ref)).map((one) =>
          one.kind === 'intent' ? one.planId : one.kind,
        );
        const later = Array.from({ length: 40 }, (_, n) => String(n));
        expect(plans).toEqual(['first', 'second', 'third', ...later]);
        const ids = (await other.entries(ref)).map(({ id }) => id);
        expect(ids).toEqual([...ids].sort());
      });

      it('are found again by their ids, whole', async () => {
        const ref = newImage();
        const outcome = {
          kind: 'outcome',
          at: '2026-03-01T10:00:03.000Z',
          ref,
          planId: 'p1',
          action: { ...revoke, writes: [{ kind: 'launch-permission', remove: units(1000), add: [] }] },
          intent: 'i1',
          outcome: {
            kind: 'done',
            before: { launchPermission: units(1000) },
            after: { launchPermission: units(1000) },
            requestId: null,
          },
        } as const;
        const entries: readonly NewEntry[] = [
          { kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause },
          { kind: 'plan', at: '2026-03-01T10:00:01.000Z', ref, plan: plan(ref, 'p1'), cause },
          entry(ref, '2026-03-01T10:00:02.000Z', 'p1'),
          outcome,
        ];
        for (const one of entries) {
          const id = await journal.append(one);
          expect(await other.entry(ref, id)).toEqual({ ...one, id });
        }
        expect(await other.entry(ref, 'no such entry')).toBeNull();
        expect(await other.entry(newImage(), 'no such entry')).toBeNull();
      });

      it('never overwrite each other, whoever appends them at the same instant', async () => {
        const ref = newImage();
        const append = async (worker: Journal, n: number): Promise<string> =>
          worker.append(entry(ref, '2026-03-01T10:00:02.000Z', String(n)));
        const ids = await Promise.all(
          Array.from({ length: 10 }, (_, n) => [append(journal, n), append(other, n)]).flat(),
        );
        expect(new Set(ids).size).toBe(20);
        expect(await journal.entries(ref)).toHaveLength(20);
      });

      it('all come, however many pages they fill', async () => {
        const ref = newImage();
        const reason = 'x'.repeat(30_000);
        for (let n = 0; n < 50; n += 1) {
          const outcome = { kind: 'refused', reason } as const;
          const time = `2026-03-01T10:00:${String(n).padStart(2, '0')}.000Z`;
          await journal.append({
            kind: 'outcome',
            at: time,
            ref,
            planId: 'p',
            action: revoke,
            intent: null,
            outcome,
          });
        }
        const entries = await journal.entries(ref);
        expect(entries).toHaveLength(50);
        expect(entries[49]?.at).toBe('2026-03-01T10:00:49.000Z');
      });
    });

    describe('plans', () => {
      it('are kept once under their id', async () => {
        const ref = newImage();
        expect(await journal.putPlan(plan(ref, 'p1'))).toBe(true);
        expect(await other.putPlan(plan(ref, 'p1'))).toBe(false);
        expect(await other.plan(ref, 'p1')).toEqual(plan(ref, 'p1'));
        expect(await other.plan(ref, 'p2')).toBeNull();
      });
    });

    describe('plans of other subjects', () => {
      it('are kept, and stand in entries', async () => {
        const { account, region } = newImage();
        const place = { account, region };
        const rail = {
          action: 'enable-ebs-encryption',
          rule: 'guardrails',
          writes: [{ kind: 'guardrail', guardrail: 'ebsEncryption', to: 'on' }],
          findings: ['f1'],
          limitPerHour: null,
        } as const;
        const put: Plan = { ...plan(newImage(), 'p-place'), ref: place, actions: [rail] };
        expect(await journal.putPlan(put)).toBe(true);
        expect(await other.plan(place, 'p-place')).toEqual(put);
        const id = await journal.append({
          kind: 'plan',
          at: '2026-03-01T10:00:00.000Z',
          ref: place,
          plan: put,
          cause,
        });
        expect(await other.entry(place, id)).toMatchObject({ plan: put });
      });
    });

    describe('own requests', () => {
      it('are known for a day, and not a second longer', async () => {
        const ref = newImage();
        await journal.noteOwnRequest(ref, 'r-1');
        const later = (time: string): Promise<boolean> => store.open(at(time)).isOwnRequest(ref, 'r-1');
        expect(await later('2026-03-01T12:00:01.000Z')).toBe(true);
        expect(await later('2026-03-02T11:59:59.000Z')).toBe(true);
        expect(await later('2026-03-02T12:00:00.000Z')).toBe(false);
      });

      it('are those of one image', async () => {
        const ref = newImage();
        await journal.noteOwnRequest(ref, 'r-1');
        await journal.noteOwnRequest(ref, 'r-1');
        expect(await journal.isOwnRequest(ref, 'r-1')).toBe(true);
        expect(await journal.isOwnRequest(ref, 'r-2')).toBe(false);
        expect(await journal.isOwnRequest(newImage(), 'r-1')).toBe(false);
      });
    });

    describe('malformed records', () => {
      const malformed = (id: string): Parameters<Journal['keepMalformed']>[0] => ({
        id,
        at: '2026-03-01T10:00:00.000Z',
        reason: 'detail: expected an object',
        body: '{"detail": "no"}',
        truncated: false,
      });

      it('are new once', async () => {
        const answers = await Promise.all([
          journal.keepMalformed(malformed('m1')),
          other.keepMalformed(malformed('m1')),
        ]);
        expect(trues(answers)).toBe(1);
        expect(await journal.keepMalformed(malformed('m1'))).toBe(false);
      });

      it('remember which channels were told of them', async () => {
        await journal.keepMalformed(malformed('m2'));
        expect(await journal.isMalformedTold('m2', 'sns')).toBe(false);
        await Promise.all([journal.noteMalformedTold('m2', 'sns'), other.noteMalformedTold('m2', 'slack')]);
        expect(await journal.isMalformedTold('m2', 'sns')).toBe(true);
        expect(await journal.isMalformedTold('m2', 'slack')).toBe(true);
        expect(await journal.isMalformedTold('m2', 'eventbridge')).toBe(false);
      });

      it('cannot be told of before they are kept', async () => {
        await expect(journal.isMalformedTold('m3', 'sns')).rejects.toBeInstanceOf(Fault);
        await expect(journal.noteMalformedTold('m3', 'sns')).rejects.toBeInstanceOf(Fault);
        expect(await journal.keepMalformed(malformed('m3'))).toBe(true);
      });
    });

    describe('dirty marks', () => {
      const mark = (ref: ImageRef, eventId: string, at: string): DirtyMark => {
        const { account, region } = ref;
        return { account, region, at, eventId, reason: 'a copy' };
      };

      it('stay as the first of them was, one for each account and region, and are counted', async () => {
        const ref = newImage();
        const { account, region } = ref;
        const elsewhere = imageRef(images, 'us-west-2').region;
        const first = mark(ref, 'e-1', '2026-03-01T10:00:00.000Z');
        const later = mark(ref, 'e-2', '2026-03-01T10:00:01.000Z');
        expect(await journal.dirtyMark(ref)).toBeNull();
        expect(await journal.markDirty(first)).toBe(true);
        expect(await other.markDirty(later)).toBe(false);
        expect(await other.dirtyMark({ account, region })).toEqual({ ...first, marks: 2, lastAt: later.at });
        expect(await journal.dirtyMark({ account, region: elsewhere })).toBeNull();
        expect(await journal.clearDirty(ref, 2)).toBe(true);
      });

      it('are taken away by whoever knew of all of them, and by nobody else', async () => {
        const ref = imageRef(images, 'us-west-2');
        await journal.markDirty(mark(ref, 'e-1', '2026-03-01T10:00:00.000Z'));
        await other.markDirty(mark(ref, 'e-2', '2026-03-01T10:05:00.000Z'));
        expect(await journal.clearDirty(ref, 1)).toBe(false);
        expect(await journal.dirtyMark(ref)).toMatchObject({ eventId: 'e-1', marks: 2 });
        expect(await journal.clearDirty(ref, 2)).toBe(true);
        expect(await journal.dirtyMark(ref)).toBeNull();
        expect(await journal.clearDirty(ref, 2)).toBe(true);
        expect(await other.markDirty(mark(ref, 'e-3', '2026-03-01T11:00:00.000Z'))).toBe(true);
        expect(await journal.dirtyMark(ref)).toMatchObject({ eventId: 'e-3', marks: 1 });
        expect(await journal.clearDirty(ref, 1)).toBe(true);
      });
    });

    describe('limits', () => {
      it('give what is left, all or nothing', async () => {
        const time = '2026-03-01T10:15:00.000Z';
        expect(await journal.takeFromLimit('rule/a', time, 3, 5)).toBe(true);
        expect(await other.takeFromLimit('rule/a', time, 3, 5)).toBe(false);
        expect(await other.takeFromLimit('rule/a', time, 2, 5)).toBe(true);
        expect(await journal.takeFromLimit('rule/a', time, 1, 5)).toBe(false);
      });

      it('begin anew with the clock hour', async () => {
        expect(await journal.takeFromLimit('rule/b', '2026-03-01T10:59:59.999Z', 1, 1)).toBe(true);
        expect(await journal.takeFromLimit('rule/b', '2026-03-01T10:59:59.999Z', 1, 1)).toBe(false);
        expect(await journal.takeFromLimit('rule/b', '2026-03-01T11:00:00.000Z', 1, 1)).toBe(true);
      });

      it('are one for each key', async () => {
        expect(await journal.takeFromLimit('rule/c', '2026-03-01T10:00:00.000Z', 1, 1)).toBe(true);
        expect(await journal.takeFromLimit('rule/d', '2026-03-01T10:00:00.000Z', 1, 1)).toBe(true);
        expect(await journal.takeFromLimit('rule/e', '2026-03-01T10:00:00.000Z', 2, 1)).toBe(false);
        expect(await journal.takeFromLimit('rule/e', '2026-03-01T10:00:00.000Z', 1, 0)).toBe(false);
      });

      it('hold against twenty workers at once', async () => {
        const workers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? journal : other));
        const answers = await Promise.all(
          workers.map((worker) => worker.takeFromLimit('rule/f', '2026-03-01T10:00:00.000Z', 1, 7)),
        );
        expect(trues(answers)).toBe(7);
      });
    });
  });
};

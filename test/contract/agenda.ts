import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InstanceId } from '../../lib/model/ids.ts';
import type { Due, GatheredLine, Gathering } from '../../lib/model/notice.ts';
import type { Agenda } from '../../lib/ports/agenda.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import { imageRef } from './journal-samples.ts';

/** Something that keeps an agenda; `open` answers another worker's view of the same one. */
export interface AgendaStore {
  readonly open: (clock: Clock) => Agenda;
  readonly close: () => Promise<void>;
}

const NOON: Clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };

const ref = imageRef(1);
const { account, region } = ref;
const repeat = (dueAt: string, finding = 'f1'): Extract<Due, { kind: 'repeat' }> => ({
  kind: 'repeat',
  ref,
  finding,
  channel: 'slack:#urgent',
  dueAt,
});
const digest: Gathering = {
  kind: 'digest',
  channel: 'sns:arn:aws:sns:eu-west-1:111122223333:ami-alerts',
  seconds: 86_400,
  end: '2026-03-02T00:00:00.000Z',
};
const attempts: Gathering = {
  kind: 'attempts',
  channel: 'sns',
  account,
  region,
  end: '2026-03-01T13:00:00.000Z',
};
const line = (id: string, status: 'open' | 'closed' = 'open'): GatheredLine => ({
  kind: 'finding',
  id,
  ref,
  imageName: 'web-2026-03',
  rule: 'public-sharing',
  severity: 'critical',
  status,
  reason: 'shared with everybody',
  firstSeen: '2026-03-01T10:00:01.000Z',
  at: '2026-03-01T10:00:02.000Z',
});
const attempt: GatheredLine = {
  kind: 'attempt',
  id: 'a1',
  ref: { account, region, instance: InstanceId.parse('i-0123456789abcdef0') },
  rule: 'sharing',
  severity: 'high',
  what: 'Somebody tried to share the image.',
  at: '2026-03-01T10:00:02.000Z',
};

const times = (dues: readonly Due[]): readonly string[] => dues.map(({ dueAt }) => dueAt).toSorted();

/** What every Agenda does, whatever keeps it. Time only goes on, from test to test as well. */
export const agendaContract = (name: string, start: () => Promise<AgendaStore>): void => {
  describe(`the agenda in ${name}`, () => {
    let store: AgendaStore;
    let agenda: Agenda;
    let other: Agenda;

    beforeAll(async () => {
      store = await start();
      agenda = store.open(NOON);
      other = store.open(NOON);
    });
    afterAll(async () => {
      await store.close();
    });

    const clear = async (until: string): Promise<void> => {
      for (const due of await agenda.due(until, 1_000)) await agenda.done(due);
    };

    describe('what is due', () => {
      it('is given when its instant has come, and until it is done', async () => {
        const due = repeat('2026-03-01T12:30:00.000Z');
        await agenda.put(due);
        expect(await other.due('2026-03-01T12:29:59.999Z', 10)).toEqual([]);
        expect(await other.due('2026-03-01T12:30:00.000Z', 10)).toEqual([due]);
        expect(await agenda.due('2026-03-01T12:35:00.000Z', 10)).toEqual([due]);
        await agenda.done(due);
        await other.done(due);
        expect(await agenda.due('2026-03-01T12:35:00.000Z', 10)).toEqual([]);
      });

      it('is kept once for the same instant, and once for each other', async () => {
        await Promise.all([
          agenda.put(repeat('2026-03-01T13:00:00.000Z')),
          other.put(repeat('2026-03-01T13:00:00.000Z')),
          other.put(repeat('2026-03-01T13:05:00.000Z')),
          other.put(repeat('2026-03-01T13:00:00.000Z', 'f2')),
        ]);
        expect(times(await agenda.due('2026-03-01T14:00:00.000Z', 10))).toEqual([
          '2026-03-01T13:00:00.000Z',
          '2026-03-01T13:00:00.000Z',
          '2026-03-01T13:05:00.000Z',
        ]);
        await clear('2026-03-01T14:00:00.000Z');
      });

      it('is of every kind and subject, to the last member', async () => {
        const dues: readonly Due[] = [
          { ...repeat('2026-03-01T15:00:00.000Z'), ref: { account, region } },
          {
            ...repeat('2026-03-01T15:00:00.000Z', 'f3'),
            ref: { account, region, instance: InstanceId.parse('i-0123456789abcdef0') },
          },
          { kind: 'gathering', gathering: digest, dueAt: '2026-03-01T15:00:00.000Z' },
          { kind: 'gathering', gathering: attempts, dueAt: '2026-03-01T15:00:00.000Z' },
          { kind: 'unmute', ref: { account, region }, finding: 'f4', dueAt: '2026-03-01T15:00:00.000Z' },
          {
            kind: 'grant',
            ref: { account, region },
            finding: 'f4',
            entry: 'e1',
            left: 86_400,
            dueAt: '2026-03-01T15:00:00.000Z',
          },
        ];
        for (const due of dues) await agenda.put(due);
        const found = await other.due('2026-03-01T15:00:00.000Z', 10);
        expect(found).toHaveLength(6);
        expect(found).toEqual(expect.arrayContaining([...dues]));
        await clear('2026-03-01T15:00:00.000Z');
      });

      it('is found after a long silence, in the hours and days that passed', async () => {
        const dues = ['2026-03-01T16:10:00.000Z', '2026-03-02T03:00:00.000Z', '2026-03-04T23:59:59.999Z'];
        for (const dueAt of dues) await agenda.put(repeat(dueAt));
        expect(times(await other.due('2026-03-05T00:00:00.000Z', 10))).toEqual(dues);
        await clear('2026-03-05T00:00:00.000Z');
      });

      it('is not lost when nobody did it, though later hours have come and gone', async () => {
        const due = repeat('2026-03-05T01:00:00.000Z');
        await agenda.put(due);
        for (const hour of ['02', '05', '09']) {
          expect(await agenda.due(`2026-03-05T${hour}:00:00.000Z`, 10)).toEqual([due]);
        }
        expect(await store.open(NOON).due('2026-03-05T10:00:00.000Z', 10)).toEqual([due]);
        await agenda.done(due);
        expect(await store.open(NOON).due('2026-03-05T11:00:00.000Z', 10)).toEqual([]);
      });

      it('comes in portions, and all of it comes', async () => {
        const dues = Array.from({ length: 40 }, (_, n) =>
          repeat('2026-03-05T12:00:00.000Z', `f${String(n)}`),
        );
        await Promise.all(dues.map((due) => agenda.put(due)));
        let rounds = 0;
        const found: Due[] = [];
        for (let some = await agenda.due('2026-03-05T12:00:00.000Z', 8); some.length > 0; rounds += 1) {
          expect(some.length).toBeLessThanOrEqual(8);
          for (const due of some) await agenda.done(due);
          found.push(...some);
          some = await agenda.due('2026-03-05T12:00:00.000Z', 8);
        }
        expect(rounds).toBeGreaterThan(3);
        expect(new Set(found.map((due) => (due.kind === 'repeat' ? due.finding : ''))).size).toBe(40);
      });
    });

    describe('what is gathered', () => {
      it('is nothing at first', async () => {
        expect(await agenda.gathered({ ...digest, seconds: 60 })).toEqual({ toldThrough: null, lines: [] });
      });

      it('has one line for each finding, the last that was put', async () => {
        const own = { ...digest, channel: 'one' };
        await agenda.gather(own, line('f1'), '2026-03-01T10:00:00.000Z');
        await other.gather(own, line('f2'), '2026-03-01T10:00:01.000Z');
        await agenda.gather(own, line('f1', 'closed'), '2026-03-01T10:00:02.000Z');
        await agenda.gather(own, attempt, '2026-03-01T10:00:03.000Z');
        const { lines } = await other.gathered(own);
        expect(lines.toSorted((a, b) => a.gatheredAt.localeCompare(b.gatheredAt))).toEqual([
          { line: line('f2'), gatheredAt: '2026-03-01T10:00:01.000Z' },
          { line: line('f1', 'closed'), gatheredAt: '2026-03-01T10:00:02.000Z' },
          { line: attempt, gatheredAt: '2026-03-01T10:00:03.000Z' },
        ]);
      });

      it('is of one channel, period and end alone', async () => {
        const own = { ...digest, channel: 'two' };
        await agenda.gather(own, line('f1'), '2026-03-01T10:00:00.000Z');
        const others: readonly Gathering[] = [
          { ...own, channel: 'three' },
          { ...own, seconds: 604_800 },
          { ...own, end: '2026-03-03T00:00:00.000Z' },
          { ...attempts, channel: 'two' },
        ];
        for (const one of others) expect((await agenda.gathered(one)).lines).toEqual([]);
      });

      it('is dropped, except for what was put anew since it was read', async () => {
        const own = { ...digest, channel: 'four' };
        await agenda.gather(own, line('f1'), '2026-03-01T10:00:00.000Z');
        await agenda.gather(own, line('f2'), '2026-03-01T10:00:00.000Z');
        const { lines } = await agenda.gathered(own);
        await other.gather(own, line('f2', 'closed'), '2026-03-01T10:00:05.000Z');
        await agenda.clear(own, lines);
        await agenda.clear(own, lines);
        expect((await agenda.gathered(own)).lines).toEqual([
          { line: line('f2', 'closed'), gatheredAt: '2026-03-01T10:00:05.000Z' },
        ]);
      });

      it('remembers up to where it was told', async () => {
        const own = { ...digest, channel: 'five' };
        await agenda.noteGatheringTold(own, '2026-03-01T10:00:00.000Z');
        expect((await other.gathered(own)).toldThrough).toBe('2026-03-01T10:00:00.000Z');
      });

      it('has room for thousands', async () => {
        const own = { ...digest, channel: 'six' };
        const all = Array.from({ length: 500 }, (_, n) => ({
          ...line(`f${String(n)}`),
          reason: 'x'.repeat(1_000),
        }));
        for (let first = 0; first < all.length; first += 50) {
          await Promise.all(
            all.slice(first, first + 50).map((one) => agenda.gather(own, one, '2026-03-01T10:00:00.000Z')),
          );
        }
        const { lines } = await agenda.gathered(own);
        expect(lines).toHaveLength(500);
        await agenda.clear(own, lines);
        expect((await agenda.gathered(own)).lines).toEqual([]);
      });
    });

    describe('the marks of an announcement', () => {
      it('are a set, whoever sets them', async () => {
        expect(await agenda.marks('m1')).toEqual(new Set());
        await Promise.all([agenda.mark('m1', 'sns'), other.mark('m1', 'slack:#a'), other.mark('m1', 'sns')]);
        expect(await agenda.marks('m1')).toEqual(new Set(['sns', 'slack:#a']));
        expect(await agenda.marks('m2')).toEqual(new Set());
      });
    });
  });
};

import { describe, expect, it } from 'vitest';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import type { Delivery } from '../../../lib/model/policy.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { NoticeMessage } from '../../../lib/ports/queues.ts';
import { mortalPort } from '../mortal.ts';
import { record } from '../render/sample-record.ts';
import { journals } from './journals.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { ORGANIZATION, POLICY } from './stage.ts';

const newJournal = journals();
const HOUR_MS = 3_600_000;
const { ref, id: finding } = record().finding;

/** What was said, and the call in which the process died; null when it did not. */
interface Run {
  readonly said: readonly string[];
  readonly died: string | null;
}

/**
 * A finding is told, a day of ticks passes, and it is closed; the process dies at one step, before or after it had its effect, and
 * the queue delivers again what was not finished.
 */
const run = async (delivery: Partial<Delivery>, dieAt: number, dieAfter: boolean): Promise<Run> => {
  const real = await newJournal();
  const said: string[] = [];
  const queue: NoticeMessage[] = [];
  let steps = 0;
  let died: string | null = null;
  let time = Date.parse('2026-09-01T10:00:00.000Z');

  const mortal = <Port extends object>(port: Port): Port =>
    mortalPort(port, (name) => {
      steps += 1;
      if (steps !== dieAt) return Promise.resolve('goes on');
      died = name;
      return Promise.resolve(dieAfter ? 'dies after' : 'dies before');
    });

  const slack: AlertChannel = mortal({
    name: 'slack:#all',
    tell: (one, reference) => {
      said.push(`${reference === null ? 'new' : 'update'} ${one.status}`);
      return Promise.resolve('C1:1');
    },
    tellAgain: (one) => Promise.resolve(void said.push(`again ${one.status}`)),
    tellTogether: (_gathering, lines) =>
      Promise.resolve(
        void said.push(`digest ${lines.map((line) => ('status' in line ? line.status : '')).join()}`),
      ),
    announce: () => Promise.resolve(),
  } satisfies AlertChannel);
  const policy = {
    ...POLICY,
    notify: {
      default: { to: [{ slack: '#all' }], digestSeconds: null, repeatSeconds: null, ...delivery },
      routes: [],
    },
  };
  const ports: NoticePorts = {
    journal: mortal(real),
    agenda: mortal(memoryAgenda()),
    whispers: null,
    channels: { always: [], named: (name) => (name === slack.name ? slack : null) },
    queues: mortal({ sendNotice: (notice: NoticeMessage) => Promise.resolve(void queue.push(notice)) }),
    policies: { policy: () => Promise.resolve(policy), refusal: () => Promise.resolve(null) },
    organizations: { organization: () => Promise.resolve(ORGANIZATION) },
    telemetry: { note: () => undefined },
    clock: { now: () => new Date(time) },
  };
  /** As the queue does: a notice that failed comes again. */
  const deliver = async (notice: NoticeMessage): Promise<void> => {
    for (let tries = 0; tries < 3; tries += 1) {
      time += 1;
      const isOver = await deliverNotice(notice, ports).then(
        () => true,
        () => false,
      );
      if (isOver) return;
    }
  };
  const becomes = async (status: 'open' | 'closed', expected: string | null): Promise<string> => {
    const updatedAt = new Date(time).toISOString();
    await real.putFinding({ ...record(), status, updatedAt, contentHash: status }, expected);
    await deliver({ kind: 'finding', ref, finding });
    return updatedAt;
  };

  const opened = await becomes('open', null);
  for (let hour = 0; hour < 26; hour += 1) {
    time += HOUR_MS;
    await deliver({ kind: 'tick', at: new Date(time).toISOString() });
    for (const notice of queue.splice(0)) await deliver(notice);
  }
  await becomes('closed', opened);
  for (let hour = 0; hour < 24; hour += 1) {
    time += HOUR_MS;
    await deliver({ kind: 'tick', at: new Date(time).toISOString() });
    for (const notice of queue.splice(0)) await deliver(notice);
  }
  return { said, died };
};

const TELLINGS = new Set(['tell', 'tellAgain', 'tellTogether']);
const NOTES = new Set(['noteTold', 'noteGatheringTold']);

const CASES = [
  ['once', {}, ['new open', 'update closed']],
  ['in digests', { digestSeconds: 86_400 }, ['digest open', 'digest closed']],
  [
    'again every eight hours',
    { repeatSeconds: 28_800 },
    ['new open', 'again open', 'again open', 'again open', 'update closed'],
  ],
] as const;

describe.each(CASES)('a finding that is told %s', (_, delivery, expected) => {
  it('is told so', async () => {
    expect((await run(delivery, 0, false)).said).toEqual(expected);
  });

  it.each([false, true])(
    'is told neither less nor more, wherever the process dies (after its step: %s)',
    async (after) => {
      let deaths = 0;
      for (let step = 1; ; step += 1) {
        const { said, died } = await run(delivery, step, after);
        if (died === null) break;
        deaths += 1;
        // What was said but not yet noted is the one thing that can come twice; nobody could know.
        const mayDouble = (after ? TELLINGS : NOTES).has(died);
        expect([step, ...(mayDouble ? dedupe(said, expected) : said)]).toEqual([step, ...expected]);
      }
      expect(deaths).toBeGreaterThan(10);
    },
    120_000,
  );
});

/** The same with one repetition taken out, where there is one too many. */
const dedupe = (said: readonly string[], expected: readonly string[]): readonly string[] => {
  if (said.length !== expected.length + 1) return said;
  const at = said.findIndex((text, index) => text !== expected[index]);
  return at > 0 && said[at] === said[at - 1] ? said.toSpliced(at, 1) : said;
};

import { beforeEach, describe, expect, test } from 'vitest';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { withHash } from '../../../lib/app/reconcile.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { FindingRecord } from '../../../lib/model/journal.ts';
import type { Delivery, PolicyBundle } from '../../../lib/model/policy.ts';
import type { Answer, Request } from '../../../lib/model/request.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { NoticeMessage } from '../../../lib/ports/queues.ts';
import { record as sample } from '../render/sample-record.ts';
import { journals } from './journals.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { Died } from '../mortal.ts';
import { ORGANIZATION, POLICY, Stage } from './stage.ts';

const newJournal = journals();
const HOUR_MS = 3_600_000;
const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
const { ref, id: finding } = sample().finding;
const UNTIL = '2026-11-23T20:00:00.000Z';

let stage: Stage;
let said: string[];
let policy: PolicyBundle;
let ports: NoticePorts;

const notifyBy = (over: Partial<Delivery>): void => {
  const fallback = { to: [{ slack: '#all' }], digestSeconds: null, repeatSeconds: null, ...over };
  policy = { ...POLICY, notify: { default: fallback, routes: [] } };
  stage.policy = policy;
};
const channel: AlertChannel = {
  name: 'slack:#all',
  tell: (one, reference) => {
    const muted = one.muted === undefined ? '' : ' muted';
    said.push(`${reference === null ? 'new' : 'update'} ${one.status}${muted}`);
    return Promise.resolve('C1:1');
  },
  tellAgain: (one) => Promise.resolve(void said.push(`again ${one.status}`)),
  tellTogether: (_, lines) =>
    Promise.resolve(
      void said.push(`digest ${lines.map((line) => ('status' in line ? line.status : '')).join()}`),
    ),
  announce: ({ kind, id }) => Promise.resolve(void said.push(`${kind} ${id}`)),
};

beforeEach(async () => {
  stage = new Stage(await newJournal(), []);
  said = [];
  notifyBy({});
  ports = {
    ...stage.notice(),
    agenda: memoryAgenda(),
    channels: { always: [], named: () => channel },
    policies: { policy: () => Promise.resolve(policy), refusal: () => Promise.resolve(null) },
    organizations: { organization: () => Promise.resolve(ORGANIZATION) },
    queues: { sendNotice: (notice: NoticeMessage) => Promise.resolve(void stage.notices.push(notice)) },
  };
});

const settle = async (): Promise<void> => {
  for (let notice = stage.notices.shift(); notice !== undefined; notice = stage.notices.shift()) {
    await deliverNotice(notice, ports);
  }
};
const take = (): readonly string[] => said.splice(0);
const record = async () => stage.journal.finding(ref, finding);
/** The finding as it is from now on, and what is told of it. */
const becomes = async (changed: Partial<FindingRecord>): Promise<readonly string[]> => {
  const before = await record();
  const next = withHash({
    ...(before ?? sample()),
    updatedAt: new Date(stage.time).toISOString(),
    ...changed,
  });
  expect(await stage.journal.putFinding(next, before?.updatedAt ?? null)).toBe(true);
  stage.notices.push({ kind: 'finding', ref, finding });
  await settle();
  return take();
};
const pass = async (ms: number): Promise<readonly string[]> => {
  const until = stage.time + ms;
  while (stage.time < until) {
    stage.time = Math.min(until, stage.time + 300_000);
    stage.notices.push({ kind: 'tick', at: '' });
    await settle();
  }
  return take();
};
const mute = async (over: Partial<Extract<Request, { kind: 'mute' }>> = {}, by = ALICE): Promise<Answer> => {
  const answer = await handleRequest(
    { kind: 'mute', ref, finding, until: UNTIL, dryRun: false, ...over },
    by,
    stage.remediation(),
  );
  await settle();
  return answer;
};
const refusedBy = (reason: string): Partial<FindingRecord> => ({ outcome: { kind: 'refused', reason } });
const entries = async () => (await stage.journal.entries(ref)).filter(({ kind }) => kind === 'mute');

describe('a finding that a person mutes', () => {
  test('says so once, and is quiet until then, whatever else becomes of it; then it is told where it stands', async () => {
    expect(await becomes({ status: 'open' })).toEqual(['new open']);
    expect(await mute()).toMatchObject({
      status: 'done',
      message: `Alerts of finding ${finding} are muted until ${UNTIL}.`,
    });
    expect(take()).toEqual(['update open muted']);
    const [entry] = await entries();
    expect(entry).toMatchObject({ finding, rule: 'public-sharing', until: UNTIL, by: ALICE });
    expect((await record())?.muted).toMatchObject({ until: UNTIL, by: ALICE, entry: entry?.id });
    expect(await becomes({ status: 'closed' })).toEqual([]);
    expect(await becomes({ status: 'open' })).toEqual([]);
    expect(await becomes({ status: 'closed' })).toEqual([]);
    expect(await pass(Date.parse(UNTIL) - stage.time - 1000)).toEqual([]);
    expect(await pass(1000)).toEqual(['update closed muted']);
    expect(await pass(24 * HOUR_MS)).toEqual([]);
  });

  test('is not told at all where it was never told, until then', async () => {
    expect(await becomes({ status: 'pending' })).toEqual([]);
    await mute();
    expect([take(), await becomes({ status: 'open' })]).toEqual([[], []]);
    stage.time = Date.parse(UNTIL) - 1000;
    stage.notices.push({ kind: 'finding', ref, finding });
    await settle();
    expect(take()).toEqual([]);
    expect(await pass(1000)).toEqual(['new open muted']);
  });

  test('is told of what makes it worse, at once and once', async () => {
    await becomes({ status: 'open', ...refusedBy('it is paused') });
    await mute();
    take();
    const known = (await record())?.finding ?? sample().finding;
    expect(await becomes({ finding: { ...known, severity: 'high' } })).toEqual([]);
    expect(await becomes({ ...refusedBy('EC2 says no') })).toEqual(['update open muted']);
    expect(await pass(HOUR_MS)).toEqual([]);
  });

  test('is told when its severity goes up', async () => {
    const { finding: told } = sample();
    await becomes({ status: 'open', finding: { ...told, severity: 'medium' } });
    await mute();
    take();
    expect(await becomes({ finding: { ...told, severity: 'low' } })).toEqual([]);
    expect(await becomes({ finding: { ...told, severity: 'high' } })).toEqual(['update open muted']);
  });

  test('is not told again and again meanwhile, and is afterwards', async () => {
    notifyBy({ repeatSeconds: 3 * 3600 });
    await becomes({ status: 'open' });
    await mute({ until: '2026-11-23T17:30:00.000Z' });
    take();
    // At 13 and 16 o'clock it would be; at 19 it is.
    stage.time = Date.parse('2026-11-23T10:00:00.000Z');
    expect(await pass(8 * HOUR_MS)).toEqual([]);
    expect(await pass(2 * HOUR_MS)).toEqual(['again open']);
  });

  test('leaves the digest that it was put into, and comes into one after it', async () => {
    notifyBy({ digestSeconds: 24 * 3600 });
    await becomes({ status: 'open' });
    await mute({ until: '2026-11-24T06:00:00.000Z' });
    expect(await pass(19 * HOUR_MS)).toEqual([]);
    expect(await pass(24 * HOUR_MS)).toEqual(['digest open']);
    expect(await pass(48 * HOUR_MS)).toEqual([]);
  });

  test('that a digest has told of already does not come into another because of it', async () => {
    notifyBy({ digestSeconds: 24 * 3600 });
    await becomes({ status: 'open' });
    expect(await pass(24 * HOUR_MS)).toEqual(['digest open']);
    await mute({ until: '2026-11-25T06:00:00.000Z' });
    expect(await pass(96 * HOUR_MS)).toEqual([]);
  });
});

describe('a mute that is asked for again', () => {
  test('is the same; with another end the last one counts', async () => {
    await becomes({ status: 'open' });
    await mute();
    expect(await mute()).toMatchObject({
      status: 'unneeded',
      message: `Alerts of finding ${finding} are muted until ${UNTIL} already.`,
    });
    expect(await entries()).toHaveLength(1);
    await mute({ until: '2026-11-23T11:00:00Z' });
    expect((await record())?.muted?.until).toBe('2026-11-23T11:00:00.000Z');
    expect((await mute()).message).toBe(`Finding ${finding} was muted so before, and otherwise since.`);
    expect((await record())?.muted?.until).toBe('2026-11-23T11:00:00.000Z');
  });

  test.each([
    ['past', { until: '2026-11-23T09:00:00Z' }, '2026-11-23T09:00:00Z is past.'],
    [
      'too far away',
      { until: '2026-12-01T10:00:00Z' },
      '2026-12-01T10:00:00Z is too far away: the policy lets it be at most 7 days (waiverPolicy.maxDays).',
    ],
    [
      'of no finding',
      { finding: '0000000000000000' },
      'There is no finding 0000000000000000 of 222233334444/eu-west-1/ami-0a1b2c3d4e5f60718 in the journal.',
    ],
  ])('is refused when it is %s', async (_, over, message) => {
    stage.policy = { ...policy, waiverPolicy: { maxDays: 7, requireTicket: '^SEC-' } };
    await becomes({ status: 'open' });
    expect(await mute(over)).toMatchObject({ status: 'refused', message });
    expect(await mute({ ...over, dryRun: true })).toMatchObject({ status: 'refused', message });
    expect(await entries()).toEqual([]);
    // No ticket is asked for: nothing is allowed by it.
    expect((await mute({ dryRun: true })).status).toBe('would');
    expect(await entries()).toEqual([]);
  });
});

describe('a process that dies at any step of a mute', () => {
  test('comes to the same end when it is asked again: one entry, and the finding says so', async () => {
    const open = async (): Promise<void> => {
      stage = new Stage(await newJournal(), []);
      await stage.journal.putFinding(withHash({ ...sample(), status: 'open' }), null);
    };
    const ask = () =>
      handleRequest({ kind: 'mute', ref, finding, until: UNTIL, dryRun: false }, ALICE, stage.remediation());
    await open();
    const first = stage.steps;
    await ask();
    const count = stage.steps - first;
    expect(count).toBe(5);
    for (const dieAfter of [false, true]) {
      for (let step = 1; step <= count; step += 1) {
        await open();
        stage.dieAfter = dieAfter;
        stage.dieAt = stage.steps + step;
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)}`;
        await expect(ask(), where).rejects.toThrow(Died);
        await ask();
        const [entry, ...more] = await entries();
        const { muted, contentHash } = (await record()) ?? {};
        expect([where, more, muted?.entry]).toEqual([where, [], entry?.id]);
        expect([where, contentHash === sample().contentHash]).toEqual([where, false]);
        expect([where, stage.notices.at(-1)]).toEqual([where, { kind: 'finding', ref, finding }]);
      }
    }
  });
});

describe('a grant of a waiver', () => {
  const granted = (until: string) => ({
    until,
    reason: 'r',
    owner: 'team',
    ticket: null,
    by: ALICE,
    entry: 'e1',
  });
  const waived = (until: string): Partial<FindingRecord> => ({
    status: 'waived',
    finding: { ...sample().finding, waiver: 'e1' },
    granted: granted(until),
  });
  const ids = (...thresholds: readonly number[]): readonly string[] =>
    thresholds.map((seconds) => `waiver grant/e1/2026-11-26T10:00:00.000Z/${String(seconds)}`);

  beforeEach(() => {
    policy = { ...policy, waiverWarnings: [2_592_000, 86_400, 3600] };
  });

  test('that lapses is told of before, once at each threshold that is still ahead, and when it has lapsed', async () => {
    expect(await becomes(waived('2026-11-26T10:00:00.000Z'))).toEqual([]);
    // Looked at again, it is due once all the same.
    stage.notices.push({ kind: 'finding', ref, finding });
    await settle();
    expect(await pass(47 * HOUR_MS)).toEqual([]);
    expect(await pass(2 * HOUR_MS)).toEqual(ids(86_400));
    expect(await pass(22.5 * HOUR_MS)).toEqual(ids(3600));
    expect(await pass(HOUR_MS)).toEqual(ids(0));
    expect(await pass(48 * HOUR_MS)).toEqual([]);
  });

  test('after a silence is told of by its lapse alone', async () => {
    await becomes(waived('2026-11-26T10:00:00.000Z'));
    stage.time = Date.parse('2026-11-26T10:00:00.000Z');
    expect(await pass(HOUR_MS)).toEqual(ids(0));
  });

  test('is not told of any more when its finding is closed, or another has replaced it', async () => {
    await becomes(waived('2026-11-26T10:00:00.000Z'));
    await becomes({ status: 'closed' });
    expect(await pass(80 * HOUR_MS)).toEqual([]);
    stage.time = Date.parse('2026-11-23T11:00:00.000Z');
    await becomes(waived('2026-11-26T10:00:00.000Z'));
    await becomes({ granted: { ...granted('2026-12-20T10:00:00.000Z'), entry: 'e2' } });
    expect(await pass(80 * HOUR_MS)).toEqual([]);
  });
});

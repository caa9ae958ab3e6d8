import { beforeEach, describe, expect, it } from 'vitest';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { FindingRecord } from '../../../lib/model/journal.ts';
import type { Announcement } from '../../../lib/model/notice.ts';
import type { Delivery, PolicyBundle, Route, Waiver } from '../../../lib/model/policy.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import type { PolicyRefusal } from '../../../lib/ports/policy-source.ts';
import type { NoticeMessage } from '../../../lib/ports/queues.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { record } from '../render/sample-record.ts';
import { journals } from './journals.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { ORGANIZATION, POLICY } from './stage.ts';

const newJournal = journals();
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:ami-alerts';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let journal: Journal;
let time: number;
let said: string[];
let broken: Set<string>;
let sent: NoticeMessage[];
let happenings: Happening[];
let policy: PolicyBundle;
let refusal: PolicyRefusal | null;
let ports: NoticePorts;

const delivery = (to: Delivery['to'], more: Partial<Delivery> = {}): Delivery => ({
  to,
  digestSeconds: null,
  repeatSeconds: null,
  ...more,
});
const notifyBy = (fallback: Delivery, ...routes: readonly Route[]): void => {
  policy = { ...POLICY, notify: { default: fallback, routes } };
};

/** Says what it is told as `name verb text`; fails while it is broken. */
const channel = (name: string): AlertChannel => {
  const say = (text: string): Promise<void> => {
    if (broken.has(name)) {
      return Promise.reject(new Fault('Publish', 'AuthorizationError', 'no', { retryable: false }));
    }
    said.push(`${name} ${text}`);
    return Promise.resolve();
  };
  return {
    name,
    tell: async (one, reference) => {
      await say(`${reference === null ? 'new' : `update ${reference}`} ${one.status}`);
      return name.startsWith('slack:') ? `C1:${String(said.length)}` : null;
    },
    tellAgain: (one, reference) => say(`again ${one.status} ${reference ?? '-'}`),
    tellTogether: (gathering, lines) =>
      say(`${gathering.kind} ${lines.map((line) => ('status' in line ? line.status : line.what)).join(',')}`),
    announce: ({ kind, id }) => say(`${kind} ${id}`),
  };
};

beforeEach(async () => {
  journal = await newJournal();
  time = Date.parse('2026-09-01T10:00:00.000Z');
  said = [];
  broken = new Set();
  sent = [];
  happenings = [];
  refusal = null;
  notifyBy(delivery([{ slack: '#all' }]));
  const sns = channel('sns');
  ports = {
    journal,
    agenda: memoryAgenda(),
    whispers: null,
    channels: { always: [sns], named: (name) => (name === 'sns' ? sns : channel(name)) },
    queues: { sendNotice: (notice) => Promise.resolve(void sent.push(notice)) },
    policies: { policy: () => Promise.resolve(policy), refusal: () => Promise.resolve(refusal) },
    organizations: { organization: () => Promise.resolve(ORGANIZATION) },
    telemetry: { note: (happening) => void happenings.push(happening) },
    clock: { now: () => new Date(time) },
  };
});

const { ref, id: finding } = record().finding;
const NOTICE: NoticeMessage = { kind: 'finding', ref, finding };

/** Puts the finding as it is now, and delivers its notice. */
const becomes = async (changed: Partial<FindingRecord>): Promise<void> => {
  const before = await journal.finding(ref, finding);
  const at = new Date(time).toISOString();
  const next = { ...record(), updatedAt: at, contentHash: `${changed.status ?? ''} ${at}`, ...changed };
  expect(await journal.putFinding(next, before?.updatedAt ?? null)).toBe(true);
  await deliverNotice(NOTICE, ports);
};
/** Lets time pass; a tick every five minutes, each with all that comes of it. */
const pass = async (ms: number, ticks = 1): Promise<void> => {
  const until = time + ms;
  while (time < until) {
    time = Math.min(until, time + 300_000);
    for (let tick = 0; tick < ticks; tick += 1) {
      await deliverNotice({ kind: 'tick', at: new Date(time).toISOString() }, ports);
    }
    await settle();
  }
};
const settle = async (): Promise<void> => {
  for (const notice of sent.splice(0)) await deliverNotice(notice, ports).catch(() => undefined);
};
const take = (): readonly string[] => said.splice(0).toSorted();

describe('the targets of a finding', () => {
  it('are told each, and each is brought up to date by its own reference', async () => {
    notifyBy(delivery([{ slack: '#all' }]), {
      ...delivery([{ slack: '#urgent' }, { slack: '#second' }, { sns: TOPIC }]),
      match: { severity: ['critical'] },
    });
    await becomes({ status: 'open' });
    expect(take()).toEqual([
      'slack:#second new open',
      'slack:#urgent new open',
      `sns new open`,
      `sns:${TOPIC} new open`,
    ]);
    const references = Object.entries((await journal.finding(ref, finding))?.told ?? {}).map(
      ([name, { reference }]) => [name, reference === null],
    );
    expect(references.toSorted()).toEqual([
      ['slack:#second', false],
      ['slack:#urgent', false],
      ['sns', true],
      [`sns:${TOPIC}`, true],
    ]);
    time += 1_000;
    await becomes({ status: 'closed' });
    expect(take().map((one) => one.replace(/C1:\d/u, 'C1:n'))).toEqual([
      'slack:#second update C1:n closed',
      'slack:#urgent update C1:n closed',
      'sns new closed',
      `sns:${TOPIC} new closed`,
    ]);
  });

  it('are silent when the same is delivered again', async () => {
    await becomes({ status: 'open' });
    take();
    await deliverNotice(NOTICE, ports);
    expect(take()).toEqual([]);
  });

  it('do not hide one another when one of them is out of order, which is noted and tried again', async () => {
    notifyBy(delivery([{ slack: '#all' }, { sns: TOPIC }]));
    broken.add(`sns:${TOPIC}`);
    await expect(becomes({ status: 'open' })).rejects.toMatchObject({ code: 'AuthorizationError' });
    expect(take()).toEqual(['slack:#all new open', 'sns new open']);
    expect(happenings.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { where: 'notice of a finding', message: 'Publish: AuthorizationError: no' },
    ]);
    broken.clear();
    await deliverNotice(NOTICE, ports);
    expect(take()).toEqual([`sns:${TOPIC} new open`]);
  });

  it('are told on where they were told, when the policy sends such findings elsewhere by now', async () => {
    await becomes({ status: 'open' });
    take();
    notifyBy(delivery([{ slack: '#new' }]));
    time += 1_000;
    await becomes({ status: 'closed' });
    expect(take()).toEqual(['slack:#all update C1:2 closed', 'sns new closed']);
  });

  it('are not known without a policy: who hears of everything is told, and the rest is tried again', async () => {
    ports = {
      ...ports,
      policies: {
        ...ports.policies,
        policy: () => Promise.reject(new Fault('GetObject', 'InvalidPolicy', 'none', { retryable: false })),
      },
    };
    await expect(becomes({ status: 'open' })).rejects.toMatchObject({ code: 'InvalidPolicy' });
    expect(take()).toEqual(['sns new open']);
  });
});

describe('a digest', () => {
  beforeEach(() => {
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400 }));
  });

  it('tells once at the end of the day, UTC, what the finding is by then', async () => {
    await becomes({ status: 'open' });
    expect(take()).toEqual(['sns new open']);
    await pass(HOUR_MS);
    await becomes({ status: 'fixed' });
    expect(take()).toEqual(['sns new fixed']);
    await pass(12 * HOUR_MS);
    expect(take()).toEqual([]);
    await pass(2 * HOUR_MS);
    expect(new Date(time).toISOString()).toBe('2026-09-02T01:00:00.000Z');
    expect(take()).toEqual(['slack:#all digest fixed']);
    await pass(2 * DAY_MS);
    expect(take()).toEqual([]);
  });

  it('tells in the next one that a finding of the last is closed', async () => {
    await becomes({ status: 'open' });
    await pass(DAY_MS);
    expect(take()).toEqual(['slack:#all digest open', 'sns new open']);
    await becomes({ status: 'closed' });
    await pass(DAY_MS);
    expect(take()).toEqual(['slack:#all digest closed', 'sns new closed']);
  });

  it('comes once, however often the ticks come', async () => {
    await becomes({ status: 'open' });
    take();
    await pass(DAY_MS, 3);
    expect(take()).toEqual(['slack:#all digest open']);
  });

  it('is told after an outage of its target, whatever was gathered', async () => {
    await becomes({ status: 'open' });
    take();
    broken.add('slack:#all');
    time = Date.parse('2026-09-02T00:05:00.000Z');
    await deliverNotice({ kind: 'tick', at: '2026-09-02T00:05:00Z' }, ports);
    const [notice] = sent.splice(0);
    if (notice === undefined) throw new Error('nothing was due');
    await expect(deliverNotice(notice, ports)).rejects.toBeInstanceOf(Fault);
    broken.clear();
    await deliverNotice(notice, ports);
    await deliverNotice(notice, ports);
    expect(take()).toEqual(['slack:#all digest open']);
  });

  it('of a week ends on a Sunday', async () => {
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 604_800 }));
    await becomes({ status: 'open' });
    take();
    // The first of September 2026 is a Tuesday.
    await pass(5 * DAY_MS);
    expect(take()).toEqual([]);
    await pass(DAY_MS);
    expect(new Date(time).toISOString()).toBe('2026-09-07T10:00:00.000Z');
    expect(take()).toEqual(['slack:#all digest open']);
  });

  it('leaves a message that stands already where it is brought up to date at once', async () => {
    notifyBy(delivery([{ slack: '#all' }]));
    await becomes({ status: 'open' });
    take();
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400 }));
    time += 1_000;
    await becomes({ status: 'closed' });
    expect(take()).toEqual(['slack:#all update C1:2 closed', 'sns new closed']);
  });
});

describe('an open finding', () => {
  beforeEach(() => {
    notifyBy(delivery([{ slack: '#all' }], { repeatSeconds: 14_400 }));
  });

  it('is told again every four hours until it is closed, and anew when it opens again', async () => {
    await becomes({ status: 'open' });
    take();
    await pass(4 * HOUR_MS - 300_000);
    expect(take()).toEqual([]);
    await pass(300_000);
    expect(take()).toEqual(['slack:#all again open C1:2']);
    await pass(8 * HOUR_MS);
    expect(take()).toEqual(['slack:#all again open C1:2', 'slack:#all again open C1:2']);
    await becomes({ status: 'closed' });
    take();
    await pass(DAY_MS);
    expect(take()).toEqual([]);
    await becomes({ status: 'open' });
    take();
    await pass(4 * HOUR_MS);
    expect(take().map((one) => one.replace(/C1:\d+/u, 'C1:n'))).toEqual(['slack:#all again open C1:n']);
  });

  it('is not told again once it is waived', async () => {
    await becomes({ status: 'open' });
    await pass(HOUR_MS);
    await becomes({ status: 'waived' });
    take();
    await pass(DAY_MS);
    expect(take()).toEqual([]);
  });

  it('is told again once, however often the ticks and the notices come', async () => {
    await becomes({ status: 'open' });
    take();
    time += 4 * HOUR_MS;
    const tick: NoticeMessage = { kind: 'tick', at: new Date(time).toISOString() };
    await deliverNotice(tick, ports);
    await deliverNotice(tick, ports);
    const notices = sent.splice(0);
    for (const notice of [...notices, ...notices]) await deliverNotice(notice, ports);
    expect(take()).toEqual(['slack:#all again open C1:2']);
  });

  it('is told again at the next time when its channel was out of order for one of them', async () => {
    await becomes({ status: 'open' });
    take();
    broken.add('slack:#all');
    await pass(4 * HOUR_MS);
    expect(take()).toEqual([]);
    broken.clear();
    await pass(4 * HOUR_MS);
    expect(take()).toEqual(['slack:#all again open C1:2']);
  });

  it('is told again once after a silence of days, and goes on in its rhythm', async () => {
    await becomes({ status: 'open' });
    take();
    time += 3 * DAY_MS + HOUR_MS;
    await pass(300_000);
    expect(take()).toEqual(['slack:#all again open C1:2']);
    await pass(3 * HOUR_MS - 600_000);
    expect(take()).toEqual([]);
    await pass(300_000);
    expect(take()).toEqual(['slack:#all again open C1:2']);
  });

  it('is told again no more when the policy no longer asks for it', async () => {
    await becomes({ status: 'open' });
    take();
    notifyBy(delivery([{ slack: '#all' }]));
    await pass(DAY_MS);
    expect(take()).toEqual([]);
    expect((await journal.finding(ref, finding))?.told['slack:#all']).not.toHaveProperty('repeatAt');
  });

  it('stands in each digest where digests are what is asked for', async () => {
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400, repeatSeconds: 86_400 }));
    await becomes({ status: 'open' });
    take();
    await pass(3 * DAY_MS);
    expect(take()).toEqual(['slack:#all digest open', 'slack:#all digest open', 'slack:#all digest open']);
  });
});

describe('a waiver', () => {
  const waiver: Waiver = {
    id: 'W-1',
    rules: ['public-sharing'],
    match: { accounts: ['111122223333'] },
    reason: 'r',
    owner: 'team@example.com',
    ticket: null,
    approvedBy: null,
    expires: '2026-10-11T00:00:00.000Z',
    source: { file: 'policy.yaml', line: 1, column: 1 },
  };

  it('is told of 30 days, 7 days and one day before, and when it has lapsed, once each to each target', async () => {
    policy = { ...policy, waivers: [waiver], waiverWarnings: [2_592_000, 604_800, 86_400] };
    const told: (readonly [string, readonly string[]])[] = [];
    for (let day = 0; day < 60; day += 1) {
      for (let tick = 0; tick < 2; tick += 1) await deliverNotice({ kind: 'tick', at: '' }, ports);
      await settle();
      const now = take();
      if (now.length > 0) told.push([new Date(time).toISOString().slice(0, 10), now]);
      time += DAY_MS;
    }
    const both = (threshold: number) =>
      ['slack:#all', 'sns'].map(
        (name) => `${name} waiver waiver/W-1/2026-10-11T00:00:00.000Z/${String(threshold)}`,
      );
    expect(told).toEqual([
      ['2026-09-11', both(2_592_000)],
      ['2026-10-04', both(604_800)],
      ['2026-10-10', both(86_400)],
      ['2026-10-11', both(0)],
    ]);
  });

  it('that was written late is told of at its nearest threshold alone', async () => {
    time = Date.parse('2026-10-08T00:00:00.000Z');
    policy = { ...policy, waivers: [waiver], waiverWarnings: [2_592_000, 604_800, 86_400] };
    await deliverNotice({ kind: 'tick', at: '' }, ports);
    expect(sent).toMatchObject([
      {
        kind: 'waiver',
        id: 'waiver/W-1/2026-10-11T00:00:00.000Z/604800',
        owner: 'team@example.com',
        left: 259_200,
      },
    ]);
  });

  it('that lapsed long ago is nobody’s news', async () => {
    time = Date.parse('2026-10-19T00:00:00.000Z');
    policy = { ...policy, waivers: [waiver], waiverWarnings: [604_800] };
    await deliverNotice({ kind: 'tick', at: '' }, ports);
    expect(sent).toEqual([]);
  });
});

describe('a fight', () => {
  it('is told at once to those of its finding, digest or not, and once', async () => {
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400 }));
    const { severity, rule } = record().finding;
    const fight: NoticeMessage = {
      kind: 'fight',
      id: 'f1',
      at: new Date(time).toISOString(),
      ref,
      rule,
      severity,
      finding,
      reason: 'public',
      others: [],
      since: '2026-09-01T09:00:00.000Z',
      until: '2026-09-01T11:00:00.000Z',
    };
    await deliverNotice(fight, ports);
    await deliverNotice(fight, ports);
    expect(take()).toEqual(['slack:#all fight f1', 'sns fight f1']);
  });
});

describe('a policy that was refused', () => {
  beforeEach(() => {
    refusal = { id: '"e1"', where: 'bucket/policy.json', problem: 'rules: expected a list' };
  });

  it('is told once for each version', async () => {
    await pass(HOUR_MS);
    expect(take()).toEqual(['slack:#all policy-refused policy/"e1"', 'sns policy-refused policy/"e1"']);
    refusal = { id: '"e2"', where: 'bucket/policy.json', problem: 'x' };
    await pass(HOUR_MS);
    expect(take()).toEqual(['slack:#all policy-refused policy/"e2"', 'sns policy-refused policy/"e2"']);
    refusal = null;
    await pass(HOUR_MS);
    expect(take()).toEqual([]);
  });

  it('is told to those who can be, when there is no good one at all', async () => {
    const none = new Fault('GetObject', 'InvalidPolicy', 'rules: expected a list', { retryable: false });
    ports = { ...ports, policies: { ...ports.policies, policy: () => Promise.reject(none) } };
    await pass(HOUR_MS);
    expect(take()).toEqual(['sns policy-refused policy/"e1"']);
  });
});

describe('refused attempts', () => {
  const attempt = (id: string, changed: object = {}): Announcement => ({
    kind: 'attempt',
    id,
    at: new Date(time).toISOString(),
    ref,
    rule: 'public-sharing',
    severity: 'critical',
    cause: record().cause,
    what: `attempt ${id}`,
    ...changed,
  });

  it('are told once each to those whom a finding of that rule would be told', async () => {
    notifyBy(delivery([{ slack: '#all' }]), {
      ...delivery([{ slack: '#urgent' }]),
      match: { severity: ['critical'] },
    });
    for (const id of ['a', 'a', 'a']) await deliverNotice(attempt(id), ports);
    await deliverNotice(attempt('b', { severity: 'high' }), ports);
    expect(take()).toEqual([
      'slack:#all attempt b',
      'slack:#urgent attempt a',
      'sns attempt a',
      'sns attempt b',
    ]);
  });

  it('are five an hour in an account and region; one line says how many more there were', async () => {
    const elsewhere = { ref: { account: ref.account, region: 'us-west-2' } };
    for (let count = 0; count < 12; count += 1) {
      const id = `a${String(count).padStart(2, '0')}`;
      await deliverNotice(attempt(id), ports);
      await deliverNotice(attempt(id), ports);
    }
    await deliverNotice(attempt('x', elsewhere), ports);
    const one = ['a00', 'a01', 'a02', 'a03', 'a04', 'x'];
    expect(take()).toEqual([
      ...one.map((id) => `slack:#all attempt ${id}`),
      ...one.map((id) => `sns attempt ${id}`),
    ]);
    await pass(HOUR_MS + 300_000);
    const rest = ['a05', 'a06', 'a07', 'a08', 'a09', 'a10', 'a11'].map((id) => `attempt ${id}`).join(',');
    expect(take()).toEqual([`slack:#all attempts ${rest}`, `sns attempts ${rest}`]);
    await deliverNotice(attempt('next'), ports);
    expect(take()).toEqual(['slack:#all attempt next', 'sns attempt next']);
  });

  it('stand in the digest where a finding would', async () => {
    notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400 }));
    await deliverNotice(attempt('a'), ports);
    expect(take()).toEqual(['sns attempt a']);
    await pass(DAY_MS);
    expect(take()).toEqual(['slack:#all digest attempt a']);
  });

  it('are told elsewhere though one target is out of order', async () => {
    broken.add('slack:#all');
    await expect(deliverNotice(attempt('a'), ports)).rejects.toBeInstanceOf(Fault);
    expect(take()).toEqual(['sns attempt a']);
    broken.clear();
    await deliverNotice(attempt('a'), ports);
    expect(take()).toEqual(['slack:#all attempt a']);
  });
});

it('a tick that meets a fault says so, does the rest, and is over', async () => {
  notifyBy(delivery([{ slack: '#all' }], { digestSeconds: 86_400 }));
  refusal = { id: '"e1"', where: 'bucket/policy.json', problem: 'x' };
  const fault = new Fault('Query', 'ThrottlingException', 'slower', { retryable: true });
  ports = { ...ports, agenda: { ...ports.agenda, due: () => Promise.reject(fault) } };
  await deliverNotice({ kind: 'tick', at: '' }, ports);
  expect(happenings).toMatchObject([{ kind: 'fault', where: 'tick', retryable: true }]);
  expect(sent.map(({ kind }) => kind)).toEqual(['policy-refused']);
});

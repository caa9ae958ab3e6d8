import { beforeEach, describe, expect, test } from 'vitest';
import { answerCall } from '../../../lib/app/answer-call.ts';
import type { InteractionPorts } from '../../../lib/app/interaction-ports.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { Interaction } from '../../../lib/model/interaction.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import type { Remark } from '../../../lib/model/remark.ts';
import type { SlackButton } from '../../../lib/model/slack-button.ts';
import type { Opened } from '../../../lib/ports/slack.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { POLICY, REF } from './stage.ts';

const FINDING = '0123456789abcdef';
const PLAN = 'fedcba9876543210';
const ALICE = { id: 'U0ALICE01', name: 'alice' };
const BOB = { id: 'U0BOB0001', name: 'bob' };
const DONE = { id: 'c'.repeat(64), person: ALICE, channel: 'C0SECURITY' };

const BUTTONS = {
  approve: { act: 'approve', ref: REF, finding: FINDING, plan: PLAN },
  refuse: { act: 'refuse', ref: REF, finding: FINDING, plan: PLAN },
  undo: { act: 'undo', ref: REF, finding: FINDING, entry: 'e1' },
  waive: { act: 'waive', ref: REF, finding: FINDING },
  mute: { act: 'mute', ref: REF, finding: FINDING },
} as const satisfies Record<string, SlackButton>;

const click = (act: keyof typeof BUTTONS, person = ALICE): Interaction => ({
  ...DONE,
  kind: 'click',
  person,
  button: BUTTONS[act],
  trigger: '1.2.3',
});
const form = (changed: Partial<Extract<Interaction, { kind: 'waiver' }>['fields']> = {}): Interaction => ({
  ...DONE,
  kind: 'waiver',
  button: BUTTONS.waive,
  fields: { reason: 'The fair', days: '7', owner: 'web@example.com', ticket: '', ...changed },
});

const fault = (code: string): Fault => new Fault('test', code, 'not now', { retryable: true });

let policy: PolicyBundle | Fault;
let groups: Readonly<Record<string, readonly string[] | Fault>>;
/** What is out of reach. */
let broken: ReadonlySet<'queue' | 'whisper' | 'form' | 'secret'>;
let sent: unknown[];
let whispers: Remark[];
let forms: unknown[];
let happenings: Happening[];
let steps: string[];

const ALL = { approve: [ALICE.id], undo: [ALICE.id], waive: [ALICE.id], mute: [ALICE.id] };

beforeEach(() => {
  policy = { ...POLICY, slack: ALL };
  groups = {};
  broken = new Set();
  [sent, whispers, forms, happenings, steps] = [[], [], [], [], []];
});

const unless = (what: 'queue' | 'whisper' | 'form' | 'secret', then: () => void): Promise<void> => {
  steps.push(what);
  if (broken.has(what)) return Promise.reject(fault(what));
  then();
  return Promise.resolve();
};
const given = <T>(value: T | Fault): Promise<T> =>
  value instanceof Fault ? Promise.reject(value) : Promise.resolve(value);

const ports = (opened: Opened): InteractionPorts => ({
  door: { open: () => unless('secret', () => undefined).then(() => opened) },
  desk: {
    membersOf: (group) => given(groups[group] ?? fault('none')),
    whisper: (_, remark) => unless('whisper', () => whispers.push(remark)),
    openForm: (trigger, one) => unless('form', () => forms.push([trigger, one])),
  },
  requests: { send: (message) => unless('queue', () => sent.push(message)) },
  policies: { policy: () => given(policy) },
  telemetry: { note: (happening) => happenings.push(happening) },
  clock: { now: () => new Date('2026-11-23T10:42:17.123Z') },
});
const call = (opened: Opened) =>
  answerCall({ signature: null, timestamp: null, body: new Uint8Array() }, ports(opened));
const does = (interaction: Interaction) => call({ kind: 'interaction', interaction });
const requests = (): unknown[] => sent.map((one) => (one as { readonly request: unknown }).request);

describe('a click', () => {
  test.each([
    ['approve', { kind: 'apply', plan: PLAN, dryRun: false }],
    ['refuse', { kind: 'refuse', plan: PLAN, reason: null, dryRun: false }],
    ['undo', { kind: 'rollback', ref: REF, entry: 'e1', dryRun: false }],
    ['mute', { kind: 'mute', ref: REF, finding: FINDING, until: '2026-11-30T10:00:00.000Z', dryRun: false }],
  ] as const)(
    'on %s is passed on in the name of whoever clicked, and they are told',
    async (act, request) => {
      expect(await does(click(act))).toEqual({ status: 200, json: null });
      expect(sent).toEqual([
        {
          kind: 'request',
          request,
          by: { kind: 'slack', name: 'alice', arn: null, id: 'slack:U0ALICE01' },
          answerTo: { id: 'c'.repeat(64), channel: 'C0SECURITY', user: 'U0ALICE01' },
        },
      ]);
      expect(whispers).toEqual([{ kind: 'on-its-way', button: BUTTONS[act] }]);
      // On its way first: what is said of it must be so.
      expect(steps).toEqual(['secret', 'queue', 'whisper']);
    },
  );

  test('on waive opens the form, and asks for nothing yet', async () => {
    policy = { ...POLICY, slack: ALL, waiverPolicy: { maxDays: 30, requireTicket: '^RISK-' } };
    await does(click('waive'));
    const terms = { channel: 'C0SECURITY', owner: 'alice', maxDays: 30, ticketPattern: '^RISK-' };
    expect([forms, sent, whispers]).toEqual([[['1.2.3', { button: BUTTONS.waive, ...terms }]], [], []]);
  });

  test('on mute lasts no longer than waivers may', async () => {
    policy = { ...POLICY, slack: ALL, waiverPolicy: { maxDays: 2, requireTicket: null } };
    await does(click('mute'));
    expect(requests()).toMatchObject([{ until: '2026-11-25T10:00:00.000Z' }]);
  });

  test.each(['approve', 'undo', 'mute'] as const)(
    'on %s that cannot be passed on is said to be lost',
    async (act) => {
      broken = new Set(['queue']);
      expect(await does(click(act))).toEqual({ status: 200, json: null });
      expect(whispers).toEqual([{ kind: 'not-sent', button: BUTTONS[act] }]);
      expect(happenings).toMatchObject([{ kind: 'fault', where: 'request from Slack' }]);
    },
  );

  test('on waive whose form cannot be opened as well', async () => {
    broken = new Set(['form']);
    await does(click('waive'));
    expect(whispers).toEqual([{ kind: 'not-sent', button: BUTTONS.waive }]);
  });

  test('of which nobody can be told is passed on all the same', async () => {
    broken = new Set(['whisper']);
    expect(await does(click('approve'))).toEqual({ status: 200, json: null });
    expect(requests()).toHaveLength(1);
    expect(happenings).toMatchObject([
      { kind: 'slack-asked', person: ALICE },
      { kind: 'fault', where: 'telling who clicked' },
    ]);
  });
});

describe('who may', () => {
  const SECOPS = 'S0SECOPS1';
  const OTHERS = 'S0OTHERS1';
  const only = (right: Partial<typeof ALL>): void => {
    policy = { ...POLICY, slack: { approve: [], undo: [], waive: [], mute: [], ...right } };
  };
  const asks = async (act: keyof typeof BUTTONS, person = ALICE): Promise<unknown> => {
    await does(click(act, person));
    return sent.length + forms.length > 0 ? 'passed on' : whispers[0]?.kind;
  };

  test.each([
    ['approve', 'approve'],
    ['refuse', 'approve'],
    ['undo', 'undo'],
    ['waive', 'waive'],
    ['mute', 'mute'],
  ] as const)('%s: whoever is listed at `%s`, and at nothing else', async (act, right) => {
    only({ [right]: [ALICE.id] });
    expect(await asks(act)).toBe('passed on');
    [sent, forms, whispers] = [[], [], []];
    only({ ...ALL, [right]: [BOB.id] });
    expect(await asks(act)).toBe('not-allowed');
    expect(whispers).toEqual([{ kind: 'not-allowed', button: BUTTONS[act], right, listed: [BOB.id] }]);
    expect(happenings.at(-1)).toEqual({
      kind: 'slack-refused',
      person: ALICE,
      button: BUTTONS[act],
      why: 'not-allowed',
    });
  });

  test('nobody, where the policy says nothing of it', async () => {
    policy = POLICY;
    expect(await asks('approve')).toBe('not-allowed');
  });

  test('nobody, where the policy cannot be read', async () => {
    policy = fault('SlowDown');
    expect(await asks('approve')).toBe('not-known');
    expect(whispers).toMatchObject([{ unread: 'policy' }]);
  });

  test.each([
    ['who is in it', { [SECOPS]: [ALICE.id] }, [SECOPS], 'passed on'],
    ['who is in none', { [SECOPS]: [BOB.id] }, [SECOPS], 'not-allowed'],
    ['nobody, when it cannot be read', { [SECOPS]: fault('missing_scope') }, [SECOPS], 'not-known'],
    [
      'nobody, when one cannot be read and they are not in the other',
      { [SECOPS]: fault('missing_scope'), [OTHERS]: [BOB.id] },
      [SECOPS, OTHERS],
      'not-known',
    ],
    [
      'who is in one, whatever becomes of the other',
      { [SECOPS]: fault('missing_scope'), [OTHERS]: [ALICE.id] },
      [SECOPS, OTHERS],
      'passed on',
    ],
    ['who is listed by themselves', { [SECOPS]: fault('missing_scope') }, [SECOPS, ALICE.id], 'passed on'],
  ] as const)('of a user group: %s', async (_, members, listed, end) => {
    groups = members;
    only({ approve: [...listed] });
    expect(await asks('approve')).toBe(end);
  });
});

describe('the form of a waiver', () => {
  test('is passed on, to lapse at the beginning of an hour, so that twice is once', async () => {
    expect(await does(form())).toEqual({ status: 200, json: null });
    expect(requests()).toEqual([
      {
        kind: 'waive',
        ref: REF,
        finding: FINDING,
        until: '2026-11-30T10:00:00.000Z',
        reason: 'The fair',
        owner: 'web@example.com',
        ticket: null,
        dryRun: false,
      },
    ]);
    expect(whispers).toEqual([{ kind: 'on-its-way', button: BUTTONS.waive }]);
  });

  const errorsOf = async (interaction: Interaction): Promise<unknown> => {
    const { json } = await does(interaction);
    expect(sent).toEqual([]);
    return json === null ? null : (json as { readonly errors: unknown }).errors;
  };

  test.each([
    [{ reason: '  ' }, { reason: 'Say why this may stay as it is' }],
    [{ reason: '\u202e\u200b' }, { reason: 'Say why this may stay as it is' }],
    [{ reason: 'x'.repeat(501) }, { reason: 'At most 500 characters' }],
    [{ owner: '' }, { owner: 'Say who answers for it' }],
    [{ owner: 'x'.repeat(201) }, { owner: 'At most 200 characters' }],
    [{ ticket: 'x'.repeat(201) }, { ticket: 'At most 200 characters' }],
    [{ days: '0' }, { days: 'A whole number of days, from 1 to 3650' }],
    [{ days: '-1' }, { days: 'A whole number of days, from 1 to 3650' }],
    [{ days: '1.5' }, { days: 'A whole number of days, from 1 to 3650' }],
    [{ days: '1e3' }, { days: 'A whole number of days, from 1 to 3650' }],
    [{ days: '3651' }, { days: 'A whole number of days, from 1 to 3650' }],
    [{ days: '' }, { days: 'A whole number of days, from 1 to 3650' }],
  ])('with %j stays open and says so', async (changed, errors) => {
    expect(await errorsOf(form(changed))).toEqual(errors);
  });

  test('is bound by the policy in force', async () => {
    policy = { ...POLICY, slack: ALL, waiverPolicy: { maxDays: 6, requireTicket: '^RISK-[0-9]+$' } };
    expect(await errorsOf(form())).toEqual({
      days: 'A whole number of days, from 1 to 6',
      ticket:
        'No ticket was given: the policy asks for one that matches ^RISK-[0-9]+$ (waiverPolicy.requireTicket).',
    });
  });

  test('of somebody who may not is refused in the form', async () => {
    policy = { ...POLICY, slack: { ...ALL, waive: ['S0SECOPS1'] } };
    groups = { S0SECOPS1: [BOB.id] };
    expect(await errorsOf(form())).toEqual({
      reason:
        'The waiver of finding 0123456789abcdef (ami-0aaaaaaaaaaaaaaa1, 111122223333 us-east-1) is not done: ' +
        'the policy lets S0SECOPS1 waive, and nobody else.',
    });
  });

  test('that cannot be passed on stays open, with what was written in it', async () => {
    broken = new Set(['queue']);
    expect(await does(form())).toMatchObject({
      status: 200,
      json: {
        response_action: 'errors',
        errors: { reason: expect.stringContaining('nothing is done twice') as string },
      },
    });
  });
});

describe('at the door', () => {
  test.each([
    ['unsigned', 401],
    ['odd', 400],
  ] as const)('what is %s gets %d, is noted, and reaches nothing', async (kind, status) => {
    expect(await call({ kind, reason: 'why' })).toEqual({ status, json: null });
    expect([steps, happenings]).toEqual([['secret'], [{ kind: 'slack-rejected', why: kind, reason: 'why' }]]);
  });

  test('nobody is let in while the secret cannot be read', async () => {
    broken = new Set(['secret']);
    const end = await does(click('approve'));
    expect([end, steps]).toEqual([{ status: 500, json: null }, ['secret']]);
    expect(happenings).toMatchObject([{ kind: 'fault', where: 'call from Slack' }]);
  });
});

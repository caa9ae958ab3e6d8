import {
  DescribeImageAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GuardPorts } from '../../lib/app/guard-ports.ts';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import {
  buttonsOf,
  clickPayload,
  formPayload,
  slackHttp,
  type SlackHttp,
} from '../../lib/sandbox/hub/slack/slack-hand.ts';
import type { SlackPost } from '../../lib/sandbox/hub/slack/slack-receiver.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const GOLDEN = AccountId.parse('111122223333');
const HOME = Region.parse('us-east-1');
const SECRET = 'ami-warden-example-signing-secret';
const ALICE = { id: 'U0ALICE01', name: 'alice' };
const BOB = { id: 'U0BOB0001', name: 'bob' };
const MALLORY = { id: 'U0MALLORY', name: 'mallory' };
const GROUP = 'S0SECOPS1';
const MINUTE_MS = 60_000;

const POLICY = `
version: 1
mode: enforce
rules:
  public-sharing: { remediate: { action: revoke-public, approval: manual } }
  sharing: { allow: { orgs: [self] }, remediate: { action: revoke-unlisted, approval: two-person } }
waiverPolicy: { maxDays: 30, requireTicket: '^RISK-[0-9]+$' }
notify: { default: { slack: '#cloud-security' } }
slack: { approve: [${ALICE.id}, ${GROUP}], undo: [${ALICE.id}], waive: [${ALICE.id}], mute: [${GROUP}] }
`;

let sandbox: Sandbox;
let guard: GuardPorts;
const happenings: Happening[] = [];
/** Each test has an image of its own. */
let ref: ImageRef;
let count = 0;
/** How many whispers there were before. */
let whispered = 0;

beforeAll(async () => {
  const clock = new SandboxClock({ start: new Date('2026-11-23T10:00:00Z'), frozen: true });
  sandbox = await startSandbox({ clock });
  sandbox.quotas.apply(GOLDEN, HOME, 'L-0E3CBAB9', 50);
  const compiled = compilePolicy([{ name: 'policy.yaml', text: POLICY }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(compiled.bundle), 'application/json');
  guard = attachService(sandbox, { note: (happening) => happenings.push(happening) });
});

afterAll(() => sandbox.close());

beforeEach(async () => {
  // Beyond the five minutes for which user groups are remembered.
  sandbox.clock.advance(6 * MINUTE_MS);
  const { people } = sandbox.hub.slack;
  people.groups.set(GROUP, [BOB.id]);
  whispered = people.whispers.length;
  people.views.length = 0;
  happenings.length = 0;
  const { ImageId: id } = await ec2().send(
    new RegisterImageCommand({
      Name: `golden-${String((count += 1))}`,
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0aaaaaaaaaaaaaaa1' } }],
    }),
  );
  ref = { account: GOLDEN, region: HOME, image: ImageId.parse(id) };
  await sandbox.hub.idle();
});

const ec2 = (): EC2Client =>
  new EC2Client({
    endpoint: sandbox.endpoint,
    region: HOME,
    credentials: { accessKeyId: GOLDEN, secretAccessKey: 'any' },
  });

const share = async (added: { readonly Group: 'all' } | { readonly UserId: string }): Promise<void> => {
  const command = new ModifyImageAttributeCommand({ ImageId: ref.image, LaunchPermission: { Add: [added] } });
  await ec2().send(command);
  await sandbox.hub.idle();
};

const shares = async (): Promise<unknown> => {
  const command = new DescribeImageAttributeCommand({ ImageId: ref.image, Attribute: 'launchPermission' });
  return (await ec2().send(command)).LaunchPermissions;
};

/** The message of the finding, as it stands now. */
const alert = (): SlackPost => {
  const [post, ...more] = sandbox.hub.slack.messages.filter(({ text }) => text.includes(ref.image));
  if (post === undefined || more.length > 0) throw new Error(`${String(more.length + 1)} messages`);
  return post;
};
const buttons = (): readonly unknown[] => buttonsOf(alert().blocks).map(({ action_id: id }) => id);
const said = (): string => alert().lines.join('\n');
const whispers = (): readonly string[] =>
  sandbox.hub.slack.people.whispers.slice(whispered).map(({ user, lines }) => `${user} ${lines.join(' ')}`);

const now = (): Date => sandbox.clock.now();
const signed = (payload: object, at = now(), secret = SECRET): SlackHttp => slackHttp(payload, secret, at);
const clicked = (action: string, user: typeof ALICE): object =>
  clickPayload(sandbox.hub.slack, alert(), action, user, now());

/** Over HTTP, to the function's URL; what comes of it is done when this resolves. */
const send = async ({ headers, body }: SlackHttp): Promise<{ status: number; body: string }> => {
  const url = `${sandbox.endpoint}/function-url/slack`;
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  await sandbox.hub.idle();
  return { status: response.status, body: text };
};
const click = async (action: string, user: typeof ALICE): Promise<void> => {
  expect(await send(signed(clicked(action, user)))).toEqual({ status: 200, body: '' });
  // The next click is another one.
  sandbox.clock.advance(1_000);
};

const entries = async (kind: string): Promise<number> =>
  (await guard.journal.entries(ref)).filter((entry) => entry.kind === kind).length;

describe('a finding that waits for a person', () => {
  test('is approved by a click, put right, and taken back by another: all is as it was', async () => {
    await share({ Group: 'all' });
    expect([await shares(), buttons()]).toEqual([[{ Group: 'all' }], ['approve', 'refuse', 'waive', 'mute']]);

    const approvedAt = now().toISOString();
    await click('approve', ALICE);
    expect(await shares()).toEqual([]);
    expect(said()).toContain(`Approved by \`alice\` in Slack at \`${approvedAt}\`.`);
    expect(said()).toContain('Read back and verified');
    expect(buttons()).toEqual(['undo']);
    expect(whispers()).toEqual([
      expect.stringMatching(/^U0ALICE01 📨 The approval of plan `[0-9a-f]{16}` .* is on its way\./),
      expect.stringMatching(/^U0ALICE01 ✅ The approval of plan `[0-9a-f]{16}`: done\. revoke-public: done/),
    ]);

    const undoneAt = now().toISOString();
    await click('undo', ALICE);
    expect(await shares()).toEqual([{ Group: 'all' }]);
    expect(said()).toContain(`undone by \`alice\` in Slack at \`${undoneAt}\``);
    expect(whispers().at(-1)).toMatch(/^U0ALICE01 ✅ The undo on ami-[0-9a-f]{17}, .*: done\./);
    expect(alert().updates).toBeGreaterThan(1);
  });

  test('says in its dialog what an undo brings back', async () => {
    await share({ Group: 'all' });
    await click('approve', ALICE);
    expect(buttonsOf(alert().blocks)).toMatchObject([
      {
        action_id: 'undo',
        confirm: { text: { text: expect.stringContaining('Gave back everybody (public).') as string } },
      },
    ]);
  });

  test('is refused by a click: nothing is done, and nobody is asked again', async () => {
    await share({ Group: 'all' });
    await click('refuse', BOB);
    expect([await shares(), buttons()]).toEqual([[{ Group: 'all' }], ['waive', 'mute']]);
    expect(said()).toContain('Refused by `bob` in Slack');
  });

  test('of two people: the same one twice is one, the second does it', async () => {
    await share({ UserId: '012345678901' });
    await click('approve', ALICE);
    await click('approve', ALICE);
    expect([await shares(), await entries('approval')]).toEqual([[{ UserId: '012345678901' }], 1]);
    expect(whispers().at(-1)).toMatch(/^U0ALICE01 ⏳ .* waits for a second person\./);
    expect(said()).toContain('by a second person; `alice` approved it');
    await click('approve', BOB);
    expect([await shares(), await entries('approval')]).toEqual([[], 2]);
    expect(said()).toMatch(
      /Approved by `alice` in Slack at `[^`]+`, approved by `bob` in Slack at `[^`]+`\./,
    );
  });
});

describe('what comes again', () => {
  test('a request of Slack’s, to the byte, is one: it is not even passed on', async () => {
    await share({ Group: 'all' });
    const request = signed(clicked('approve', ALICE));
    expect((await send(request)).status).toBe(200);
    await share({ Group: 'all' });
    const before = [await shares(), await entries('approval'), await entries('intent')];
    sandbox.clock.advance(4 * MINUTE_MS);
    expect((await send(request)).status).toBe(200);
    expect([await shares(), await entries('approval'), await entries('intent')]).toEqual(before);
  });

  test('a doubled click is passed on twice and done once', async () => {
    await share({ Group: 'all' });
    const first = signed(clicked('approve', ALICE));
    sandbox.clock.advance(200);
    const second = signed(clicked('approve', ALICE));
    await Promise.all([send(first), send(second)]);
    expect([await shares(), await entries('approval'), await entries('intent')]).toEqual([[], 1, 1]);
    const undo = signed(clicked('undo', ALICE));
    sandbox.clock.advance(200);
    const again = signed(clicked('undo', ALICE));
    await Promise.all([send(undo), send(again)]);
    expect([await shares(), await entries('intent')]).toEqual([[{ Group: 'all' }], 2]);
  });

  test('six minutes later, and six minutes early, it is refused, and nothing is known of what it said', async () => {
    await share({ Group: 'all' });
    const request = signed(clicked('approve', ALICE));
    sandbox.clock.advance(6 * MINUTE_MS);
    expect(await send(request)).toEqual({ status: 401, body: '' });
    const early = signed(clicked('approve', ALICE), new Date(now().getTime() + 6 * MINUTE_MS));
    expect(await send(early)).toEqual({ status: 401, body: '' });
    expect([await shares(), await entries('approval')]).toEqual([[{ Group: 'all' }], 0]);
    const rejected = happenings.filter(({ kind }) => kind === 'slack-rejected');
    expect(rejected).toEqual([
      { kind: 'slack-rejected', why: 'unsigned', reason: 'signed 360 s ago: at most 300 are taken' },
      { kind: 'slack-rejected', why: 'unsigned', reason: 'signed -360 s ago: at most 300 are taken' },
    ]);
  });
});

describe('who may not', () => {
  test('another signature is nobody’s', async () => {
    await share({ Group: 'all' });
    const forged = signed(clicked('approve', ALICE), now(), 'some-other-signing-secret');
    expect(await send(forged)).toEqual({ status: 401, body: '' });
    const { headers, body } = signed(clicked('refuse', ALICE));
    expect(await send({ headers, body: body.replace('U0ALICE01', 'U0BOB0001') })).toEqual({
      status: 401,
      body: '',
    });
    expect([await shares(), whispers()]).toEqual([[{ Group: 'all' }], []]);
  });

  test('somebody who is not listed is told who may, and it is noted', async () => {
    await share({ Group: 'all' });
    await click('approve', MALLORY);
    await click('waive', BOB);
    expect([await shares(), await entries('approval'), sandbox.hub.slack.people.views]).toEqual([
      [{ Group: 'all' }],
      0,
      [],
    ]);
    expect(whispers()).toEqual([
      expect.stringMatching(
        /^U0MALLORY ⛔ The approval .* is not done: the policy lets @U0ALICE01, !subteam\^S0SECOPS1 approve and refuse plans, and nobody else\.$/,
      ),
      expect.stringMatching(
        /^U0BOB0001 ⛔ The waiver .* the policy lets @U0ALICE01 waive, and nobody else\.$/,
      ),
    ]);
    expect(happenings.filter(({ kind }) => kind === 'slack-refused')).toMatchObject([
      { person: MALLORY, why: 'not-allowed' },
      { person: BOB, why: 'not-allowed' },
    ]);
  });

  test('a user group that cannot be read lets nobody do it, but those who are listed by themselves', async () => {
    await share({ Group: 'all' });
    sandbox.hub.slack.people.groups.clear();
    await click('approve', BOB);
    expect([await shares(), await entries('approval')]).toEqual([[{ Group: 'all' }], 0]);
    expect(whispers()).toEqual([expect.stringContaining('because the user group could not be read')]);
    await click('approve', ALICE);
    expect(await shares()).toEqual([]);
  });
});

describe('a waiver', () => {
  const fields = { reason: 'A demo for the fair, with public data', ticket: 'RISK-7' };
  const opened = async () => {
    await share({ Group: 'all' });
    await click('waive', ALICE);
    const [view] = sandbox.hub.slack.people.views;
    if (view === undefined) throw new Error('no form was opened');
    return view;
  };

  test('by its form covers the finding, and the plan waits no more', async () => {
    const view = await opened();
    expect(await send(signed(formPayload(view, ALICE.name, fields)))).toEqual({ status: 200, body: '' });
    expect(await shares()).toEqual([{ Group: 'all' }]);
    expect(said()).toMatch(/waived by `alice` until `2026-11-30T1\d:00:00\.000Z`: A demo for the fair/);
    expect(said()).toMatch(/Waived by `alice` in Slack at `2026-11-23T1\d:[^`]+`\./);
    expect(buttons()).toEqual([]);
    expect(whispers().at(-1)).toMatch(/is waived until 2026-11-30T1\d:00:00\.000Z/);
    expect(await guard.journal.findings(ref)).toMatchObject([
      { status: 'waived', granted: { owner: 'alice', ticket: 'RISK-7', by: { id: 'slack:U0ALICE01' } } },
    ]);
  });

  test('says at the field what is wrong with it, and asks for nothing', async () => {
    const view = await opened();
    const wrong = formPayload(view, ALICE.name, { reason: ' ', days: '31', ticket: 'none' });
    const answer = await send(signed(wrong));
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      {
        response_action: 'errors',
        errors: {
          reason: 'Say why this may stay as it is',
          days: 'A whole number of days, from 1 to 30',
          ticket: expect.stringContaining('waiverPolicy.requireTicket') as string,
        },
      },
    ]);
    expect(await entries('waiver')).toBe(0);
  });

  test('sent twice is one', async () => {
    const request = signed(formPayload(await opened(), ALICE.name, fields));
    await send(request);
    await send(request);
    expect(await entries('waiver')).toBe(1);
  });
});

test('a mute keeps quiet for a week, and says so in the alert', async () => {
  await share({ Group: 'all' });
  await click('mute', BOB);
  expect(said()).toMatch(/Muted by `bob` until `2026-11-30T1\d:00:00\.000Z`/);
  expect(said()).toMatch(/Muted by `bob` in Slack at `2026-11-23T1\d:[^`]+`\./);
  expect(whispers().at(-1)).toMatch(/^U0BOB0001 ✅ Muting finding/);
});

test('whoever clicks without being in the channel is told in the app’s own conversation with them', async () => {
  await share({ Group: 'all' });
  const post = alert();
  sandbox.hub.slack.people.outsiders.add(MALLORY.id);
  await send(signed(clickPayload(sandbox.hub.slack, post, 'approve', MALLORY, now())));
  const told = sandbox.hub.slack.messages.filter(({ channel }) => channel === MALLORY.id);
  expect(told.map(({ lines }) => lines.join(' '))).toEqual([expect.stringContaining('is not done')]);
});

test('what it does not know is answered with a status, and nothing of it comes back', async () => {
  await share({ Group: 'all' });
  const odd = { ...clicked('approve', ALICE), type: 'shortcut', callback_id: '<script>' };
  expect(await send(signed(odd))).toEqual({ status: 400, body: '' });
  expect(happenings.filter(({ kind }) => kind === 'slack-rejected')).toHaveLength(1);
});

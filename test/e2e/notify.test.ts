import {
  DescribeImageAttributeCommand,
  EC2Client,
  EnableImageBlockPublicAccessCommand,
  ModifyImageAttributeCommand,
  type LaunchPermissionModifications,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Context } from 'aws-lambda';
import { makeRemediate } from '../../functions/remediate/remediate.ts';
import { attachService, remediationPorts } from '../../lib/cli/sandbox/service.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { Answer } from '../../lib/model/request.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import type { Topic } from '../../lib/sandbox/hub/sns/topic.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { policyOf } from '../unit/policy/policy-of.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const ELSEWHERE = 'arn:aws:sns:eu-west-1:111122223333:ami-alerts';
const NOTICES = 'ami-warden-dev-notices.fifo';
const MINUTE_MS = 60_000;
const STEP = 5;

const POLICY = policyOf(`
version: 1
name: told
mode: notify
rules:
  public-sharing: { severity: critical }
  sharing: { severity: medium, allow: { orgs: [self] } }
notify:
  default: { slack: '#cloud-security', digest: 24h }
  routes:
    - match: { severity: [critical] }
      to: [{ slack: '#sec-urgent' }, { sns: '${ELSEWHERE}' }]
      repeatEvery: 4h
`);

let sandbox: Sandbox;
let ec2: EC2Client;
let happenings: Happening[];

beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z'), frozen: true }),
  });
  sandbox.hub.bucket.put('policy.json', bundleJson(POLICY), 'application/json');
  happenings = [];
  attachService(sandbox, { note: (happening) => happenings.push(happening) });
  ec2 = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
  });
});
afterEach(async () => {
  ec2.destroy();
  await sandbox.close();
});

const modify = async (LaunchPermission: LaunchPermissionModifications): Promise<void> => {
  await ec2.send(new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission }));
  await sandbox.hub.idle();
};
/** Lets so many minutes pass, with all that falls due on the way. */
const pass = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += STEP) {
    sandbox.clock.advance(STEP * MINUTE_MS);
    await sandbox.hub.idle();
  }
};
const slack = (channel: string) =>
  sandbox.hub.slack.messages
    .filter(({ channelName, threadTs }) => channelName === channel || threadTs !== null)
    .map(({ text, updates, threadTs }) => [
      text.split(':')[0],
      updates,
      threadTs === null ? 'message' : 'reply',
    ]);
const subjects = ({ messages }: Topic) => messages.map(({ subject }) => subject?.split(':')[1]?.trim());

test('a finding goes to every target of its route, again and again while it is open, and is brought up to date', async () => {
  const topic = sandbox.hub.addTopic(ELSEWHERE);
  await modify({ Add: [{ Group: 'all' }] });
  expect(slack('#sec-urgent')).toEqual([['CRITICAL open', 0, 'message']]);
  expect(slack('#cloud-security')).toEqual([]);
  expect(subjects(topic)).toEqual(['CRITICAL open']);
  expect(subjects(sandbox.hub.topic)).toEqual(['CRITICAL open']);

  await pass(4 * 60 + 5);
  expect(slack('#sec-urgent')).toEqual([
    ['CRITICAL open', 0, 'message'],
    ['Still CRITICAL open', 0, 'reply'],
  ]);
  expect(subjects(topic)).toEqual(['CRITICAL open', 'still CRITICAL open']);
  // The service's own topic is not named by the policy: it hears what is new, and no reminders.
  expect(subjects(sandbox.hub.topic)).toEqual(['CRITICAL open']);

  await pass(4 * 60);
  expect(subjects(topic)).toEqual(['CRITICAL open', 'still CRITICAL open', 'still CRITICAL open']);

  await modify({ Remove: [{ Group: 'all' }] });
  expect(slack('#sec-urgent')[0]).toEqual(['Closed', 1, 'message']);
  expect(subjects(topic).at(-1)).toBe('Closed');
  await pass(9 * 60);
  expect(subjects(topic)).toHaveLength(4);
  expect(sandbox.hub.queues.deadLetters(NOTICES)).toEqual([]);
});

test('what goes into a digest is told once, a little after midnight, as it is by then', async () => {
  await modify({ Add: [{ UserId: '012345678901' }, { UserId: '888877776666' }] });
  await modify({ Remove: [{ UserId: '888877776666' }] });
  await pass(13 * 60);
  expect(sandbox.hub.slack.messages).toEqual([]);
  await pass(70);
  expect(new Date(sandbox.clock.now()).toISOString()).toBe('2026-11-24T00:10:00.000Z');
  const [digest, ...more] = sandbox.hub.slack.messages;
  expect(more).toEqual([]);
  expect(digest).toMatchObject({ channelName: '#cloud-security' });
  expect(digest?.text).toBe(
    'Digest of 1 day: 2 changes, 1 open. Until `2026-11-24T00:00:00.000Z`: 1 medium open, 1 closed.',
  );
  expect(digest?.lines.join('\n')).toContain('• MEDIUM new: ');
  await pass(24 * 60);
  expect(sandbox.hub.slack.messages).toHaveLength(1);
});

test('an outage of one target hides no other; what it missed is told when its dead letter is put back, and only there', async () => {
  // Nobody made the topic that the policy names.
  await modify({ Add: [{ Group: 'all' }] });
  await pass(60);
  expect(slack('#sec-urgent')).toEqual([['CRITICAL open', 0, 'message']]);
  expect(subjects(sandbox.hub.topic)).toEqual(['CRITICAL open']);
  expect(happenings.find(({ kind }) => kind === 'fault')).toMatchObject({
    where: 'notice of a finding',
    message: expect.stringContaining('NotFound') as unknown,
  });
  const [dead, ...more] = sandbox.hub.queues.deadLetters(NOTICES);
  expect(more).toEqual([]);

  const topic = sandbox.hub.addTopic(ELSEWHERE);
  if (dead === undefined) throw new Error('nothing was given up');
  const { body, attributes, senderId } = dead;
  const place = { groupId: 'again', deduplicationId: 'again' };
  sandbox.hub.queues.queue(NOTICES).send({ body, attributes, senderId, ...place });
  await sandbox.hub.idle();
  expect(subjects(topic)).toEqual(['CRITICAL open']);
  expect(slack('#sec-urgent')).toEqual([['CRITICAL open', 0, 'message']]);
  expect(subjects(sandbox.hub.topic)).toEqual(['CRITICAL open']);
});

test('a public share that block public access stops is told as an attempt', async () => {
  const topic = sandbox.hub.addTopic(ELSEWHERE);
  const block = { ImageBlockPublicAccessState: 'block-new-sharing' } as const;
  await ec2.send(new EnableImageBlockPublicAccessCommand(block));
  // The switch takes up to ten minutes to hold.
  await pass(15);
  await expect(modify({ Add: [{ Group: 'all' }] })).rejects.toMatchObject({ name: 'OperationNotPermitted' });
  await sandbox.hub.idle();
  expect(slack('#sec-urgent')).toEqual([
    [expect.stringContaining('CRITICAL attempt refused') as unknown, 0, 'message'],
  ]);
  expect(subjects(topic)).toEqual(['CRITICAL attempt refused']);
});

test('a policy that is refused is told once, and the last good one goes on', async () => {
  await modify({ Add: [{ Group: 'all' }] });
  sandbox.hub.bucket.put('policy.json', '{}', 'application/json');
  await pass(30);
  expect(slack('#cloud-security')).toEqual([['A new policy was refused', 0, 'message']]);
  expect(subjects(sandbox.hub.topic)).toEqual(['CRITICAL open', 'A new policy was refused']);
});

test('a public share that a person waives before its grace is over stays until then, and no longer', async () => {
  const waivable = policyOf(`
version: 1
name: waivable
mode: enforce
rules:
  public-sharing: { severity: critical, grace: 10m }
notify:
  default: { slack: '#cloud-security' }
waiverPolicy: { maxDays: 1, requireTicket: '^SEC-[0-9]+$', warnBefore: [15m, 30d] }
`);
  sandbox.hub.bucket.put('policy.json', bundleJson(waivable), 'application/json');
  const ports = remediationPorts(sandbox, { note: () => undefined });
  const invoke = makeRemediate(ports);
  const image = { account: '111122223333', region: 'us-east-1', image: IMAGE };
  const waive = async (over: object): Promise<unknown> => {
    const by = { kind: 'lambda', name: 'alice', arn: null };
    const until = '2026-11-23T10:40:00Z';
    const asked = { ...image, finding, until, reason: 'launch day', owner: 'web-team@example.com', ...over };
    const context = { functionName: 'ami-warden-dev-remediate', awsRequestId: 'r1' } as Context;
    const answer = (await invoke({ waive: asked, by }, context)) as Answer;
    await sandbox.hub.idle();
    return [answer.status, answer.message];
  };
  const isPublic = async (): Promise<boolean> => {
    const read = new DescribeImageAttributeCommand({ ImageId: IMAGE, Attribute: 'launchPermission' });
    return (await ec2.send(read)).LaunchPermissions?.some(({ Group }) => Group === 'all') === true;
  };

  await modify({ Add: [{ Group: 'all' }] });
  const [record] = await ports.journal.findings({
    account: AccountId.parse(image.account),
    region: Region.parse(image.region),
    image: ImageId.parse(IMAGE),
  });
  const finding = record?.finding.id ?? '';
  await pass(5);
  expect(await waive({})).toEqual([
    'refused',
    'No ticket was given: the policy asks for one that matches ^SEC-[0-9]+$ (waiverPolicy.requireTicket).',
  ]);
  const granted = `Finding ${finding} is waived until 2026-11-23T10:40:00.000Z`;
  expect(await waive({ ticket: 'SEC-7' })).toEqual(['done', `${granted}.`]);
  expect(await waive({ ticket: 'SEC-7' })).toEqual(['unneeded', `${granted} already.`]);

  // Its grace was over at ten past ten.
  await pass(30);
  expect([new Date(sandbox.clock.now()).toISOString(), await isPublic()]).toEqual([
    '2026-11-23T10:35:00.000Z',
    true,
  ]);
  const { topic } = sandbox.hub;
  expect(subjects(topic)).toEqual([`Waiver of ${IMAGE}, 111122223333 us-east-1 lapses in 15 minutes`]);
  // Looked at again at its end, without an event: its grace begins anew.
  await pass(10);
  expect(await isPublic()).toBe(true);
  await pass(10);
  expect(await isPublic()).toBe(false);
  expect(subjects(topic).slice(1)).toEqual([
    `Waiver of ${IMAGE}, 111122223333 us-east-1 has lapsed`,
    'CRITICAL open',
    'Fixed',
  ]);
});

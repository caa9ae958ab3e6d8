import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { enforceAtOnce, startInProcess } from '../local-stack/in-process-stack.ts';
import type { LocalStack } from '../local-stack/local-stack.ts';
import { sdkOffender, type Offender } from '../local-stack/offender.ts';
import { freshPackage } from './lambda-runtime/fresh-package.ts';

const GOLDEN = '111122223333';
const WEB = '222233334444';
const HOME = 'us-east-1';
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const WEB_IMAGE = 'ami-0bbbbbbbbbbbbbb01';
const MINUTE_MS = 60_000;

let stack: LocalStack;
let offender: Offender;
let happenings: Happening[];

beforeAll(freshPackage, 200_000);

beforeEach(async () => {
  happenings = [];
  stack = await startInProcess(undefined, { note: (happening) => happenings.push(happening) });
  await enforceAtOnce(stack);
  offender = sdkOffender(stack.sandbox.endpoint);
});

afterEach(async () => {
  await offender.close();
  await stack.stop();
});

const share = async (account: string, image: string, to: string): Promise<void> => {
  await offender.share(account, HOME, image, to);
  await stack.sandbox.hub.idle();
};
const outcomes = (): readonly string[] =>
  happenings.flatMap((happening) => (happening.kind === 'applied' ? [happening.outcome.kind] : []));
const toldOf = (words: string): number =>
  stack.receiver.told.filter(({ subject }) => subject?.includes(words) === true).length;
const postsOf = (image: string): readonly string[] =>
  stack.sandbox.hub.slack.messages
    .filter(({ lines }) => lines.join('\n').includes(image) && lines.join('\n').includes('public'))
    .map(({ channelName }) => channelName);
/** Our writes of a share, without the offender's. */
const ourWrites = (): number =>
  stack.sandbox.calls
    .of({ operation: 'ModifyImageAttribute', error: null })
    .filter(({ caller }) => caller.includes('ami-warden-writer')).length;
const deadLetters = (): readonly string[] =>
  stack.sandbox.hub.queues
    .names()
    .filter((name) => name.includes('-dlq') && stack.sandbox.hub.queues.messages(name).length > 0);

/** Whatever failed on the way, this is how it ends: put right once, told, and nothing is left over. */
const expectDoneOnce = async (): Promise<void> => {
  expect(await offender.shares(GOLDEN, HOME, IMAGE)).toEqual([]);
  expect([ourWrites(), outcomes().filter((kind) => kind === 'done').length]).toEqual([1, 1]);
  expect(new Set(postsOf(IMAGE))).toEqual(new Set(['#sec-urgent']));
  expect(toldOf('open: public-sharing')).toBeGreaterThanOrEqual(1);
  expect(toldOf('Fixed: public-sharing')).toBe(1);
  expect(deadLetters()).toEqual([]);
};

describe('everything arrives in the end, once where once matters', () => {
  it.each(['PutItem', 'UpdateItem'])('DynamoDB throttles every %s for a while', async (operation) => {
    const lift = stack.sandbox.faults.failNext(operation, 'ThrottlingException', Infinity, 400);
    await share(GOLDEN, IMAGE, 'all');
    lift();
    // As long as any queue hides what was not done.
    for (let minute = 0; minute < 26; minute += 1) await stack.pass(MINUTE_MS);
    await expectDoneOnce();
  });

  it('SNS and Slack are out for a quarter of an hour', async () => {
    const lift = stack.sandbox.faults.failNext('Publish', 'InternalError', Infinity);
    stack.receiver.fail('slack', true);
    await share(GOLDEN, IMAGE, 'all');
    // Nobody could be told, and it was put right all the same.
    expect(await offender.shares(GOLDEN, HOME, IMAGE)).toEqual([]);
    expect([toldOf('public-sharing'), postsOf(IMAGE)]).toEqual([0, []]);
    expect(stack.receiver.failures()).toBeGreaterThan(0);
    for (let minute = 0; minute < 15; minute += 1) await stack.pass(MINUTE_MS);
    lift();
    stack.receiver.fail('slack', false);
    for (let minute = 0; minute < 25; minute += 1) await stack.pass(MINUTE_MS);
    expect([toldOf('Fixed: public-sharing'), postsOf(IMAGE)]).toEqual([1, ['#sec-urgent']]);
    expect([ourWrites(), deadLetters()]).toEqual([1, []]);
  });

  it('a subscriber of the topic is out, and SNS brings it again', async () => {
    stack.receiver.fail('sns', true);
    await share(GOLDEN, IMAGE, 'all');
    expect(toldOf('public-sharing')).toBe(0);
    stack.receiver.fail('sns', false);
    await stack.pass(25_000);
    await expectDoneOnce();
  });
});

describe('in other accounts', () => {
  it('sessions say what they are for, and one is taken for many events', async () => {
    for (let round = 0; round < 5; round += 1) {
      await share(GOLDEN, IMAGE, `01234567890${String(round)}`);
      await share(WEB, WEB_IMAGE, `01234567890${String(round)}`);
    }
    const { calls } = stack.sandbox;
    const taken = calls.of({ operation: 'AssumeRole' }).map(({ caller }) => caller.split('/').at(-1));
    // One for each function and account; guard and remediate are all that reach into members.
    expect(taken.toSorted()).toEqual([
      'ami-warden-dev-guard',
      'ami-warden-dev-guard',
      'ami-warden-dev-remediate',
      'ami-warden-dev-remediate',
    ]);
    const sessions = calls.of({ service: 'ec2' }).map(({ caller }) => caller.split(':').at(-1));
    expect(new Set(sessions)).toEqual(
      new Set([
        'user/operator',
        'assumed-role/ami-warden-reader/ami-warden-guard',
        'assumed-role/ami-warden-writer/ami-warden-remediate',
      ]),
    );
  });

  it('one that was never enrolled is told of in words that say so, and holds up no other', async () => {
    stack.sandbox.roles.remove(`arn:aws:iam::${WEB}:role/ami-warden-reader`);
    await share(WEB, WEB_IMAGE, '012345678901');
    await share(GOLDEN, IMAGE, 'all');
    expect(await offender.shares(GOLDEN, HOME, IMAGE)).toEqual([]);
    expect(await offender.shares(WEB, HOME, WEB_IMAGE)).toEqual(['012345678901']);
    expect(stack.receiver.told.map(({ message }) => message).join('\n')).toContain(
      `account ${WEB} does not let us assume arn:aws:iam::${WEB}:role/ami-warden-reader. It was probably never enrolled`,
    );
    for (let receive = 0; receive < 6; receive += 1) await stack.pass(6.1 * MINUTE_MS);
    expect(deadLetters()).toEqual(['ami-warden-dev-changes-dlq']);
  });
});

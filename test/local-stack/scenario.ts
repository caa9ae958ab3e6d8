import { putImage, putSnapshot } from '../../lib/sandbox/ec2/seed/put.ts';
import { clickPayload, slackHttp } from '../../lib/sandbox/hub/slack/slack-hand.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { LocalStack } from './local-stack.ts';
import type { Offender } from './offender.ts';

const GOLDEN = AccountId.parse('111122223333');
const WEB = AccountId.parse('222233334444');
const HOME = Region.parse('us-east-1');
const AWAY = Region.parse('eu-west-1');
const GOLDEN_IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const WEB_IMAGE = 'ami-0bbbbbbbbbbbbbb09';
const WEB_SNAPSHOT = 'snap-0bbbbbbbbbbbbbbb9';
const PARTNER = '444455556666';
const PERSON = { id: 'U0DANA0001', name: 'dana' };
const MINUTE_MS = 60_000;

interface Step {
  readonly title: string;
  /** What did not come out as it has to; none when all is well. */
  readonly play: (stack: LocalStack, offender: Offender) => Promise<readonly string[]>;
}

const need = (holds: boolean, problem: string): readonly string[] => (holds ? [] : [problem]);

/** A share in one account and region, and all that has to come of it. */
const offence = async (
  stack: LocalStack,
  offender: Offender,
  place: { readonly account: AccountId; readonly region: Region; readonly image: string },
): Promise<readonly string[]> => {
  const { account, region, image } = place;
  const { receiver, sandbox } = stack;
  await offender.share(account, region, image, PARTNER);
  await offender.share(account, region, image, 'all');
  await sandbox.hub.idle();
  const left = await offender.shares(account, region, image);
  const headline = `Fixed: public-sharing, ${image}, ${account} ${region}`;
  const posts = sandbox.hub.slack.messages.filter(({ lines }) => lines.join('\n').includes(image));
  return [
    ...need(
      left.join() === PARTNER,
      `${image} is shared with ${left.join(', ') || 'nobody'}, not with ${PARTNER} alone`,
    ),
    ...need(
      receiver.told.some(({ subject }) => subject === `ami-warden: ${headline}`),
      `nothing came over SNS of "${headline}"`,
    ),
    ...need(
      posts.some(({ channelName }) => channelName === '#sec-urgent'),
      `nothing stands in Slack of ${image}`,
    ),
    ...need(
      sandbox.hub.events.some(({ envelope }) => JSON.stringify(envelope).includes(image)),
      `no event was put on the hub's bus about ${image}`,
    ),
  ];
};

const letters = (stack: LocalStack): ReadonlyMap<string, number> =>
  new Map(
    stack.sandbox.hub.queues
      .names()
      .filter((name) => name.includes('-dlq'))
      .map((name) => [name, stack.sandbox.hub.queues.messages(name).length]),
  );

const STEPS: readonly Step[] = [
  {
    title: 'golden-pipeline makes an image public in us-east-1, beside a share that is approved',
    play: (stack, offender) =>
      offence(stack, offender, { account: GOLDEN, region: HOME, image: GOLDEN_IMAGE }),
  },
  {
    title: 'web-prod makes an image public in eu-west-1: another account, another region',
    play: async (stack, offender) => {
      const { ec2 } = stack.sandbox;
      const at = { account: WEB, region: AWAY };
      putSnapshot(ec2, { ...at, id: WEB_SNAPSHOT, description: 'web, Ireland' });
      const tags = { Owner: 'web@example.com', CostCenter: '4711', DataClass: 'internal', Name: 'web' };
      putImage(ec2, { ...at, id: WEB_IMAGE, name: 'web-prod-ireland', snapshot: WEB_SNAPSHOT, tags });
      return offence(stack, offender, { ...at, image: WEB_IMAGE });
    },
  },
  {
    title: 'somebody tries to share a snapshot, and is not let',
    play: async ({ sandbox, receiver }, offender) => {
      const before = receiver.told.length + sandbox.hub.slack.messages.length;
      const lift = sandbox.faults.deny({ operation: 'ModifySnapshotAttribute' });
      const refused = await offender
        .shareSnapshot(GOLDEN, HOME, 'snap-0aaaaaaaaaaaaaaa1', '012345678901')
        .then(
          () => false,
          () => true,
        );
      lift();
      await sandbox.hub.idle();
      const after = receiver.told.length + sandbox.hub.slack.messages.length;
      return [
        ...need(refused, 'the share was let through'),
        ...need(after > before, 'nobody was told of the attempt'),
      ];
    },
  },
  {
    title: 'a person clicks "undo" in Slack',
    play: async ({ sandbox }, offender) => {
      const { slack } = sandbox.hub;
      slack.people.groups.set('S0SECOPS', [PERSON.id]);
      const post = slack.messages.find(({ lines }) => lines.join('\n').includes(WEB_IMAGE));
      if (post === undefined) return ['there is nothing to click on'];
      const at = sandbox.clock.now();
      const { headers, body } = slackHttp(
        clickPayload(slack, post, 'undo', PERSON, at),
        'ami-warden-example-signing-secret',
        at,
      );
      const { status } = await fetch(`${sandbox.endpoint}/function-url/slack`, {
        method: 'POST',
        headers,
        body,
      });
      await sandbox.hub.idle();
      const shares = await offender.shares(WEB, AWAY, WEB_IMAGE);
      return [
        ...need(status === 200, `the function URL answered ${String(status)}`),
        ...need(shares.includes('all'), 'what was taken away did not come back'),
      ];
    },
  },
  {
    title: 'five minutes pass: the tick looks for what is due',
    play: async (stack) => {
      const { schedules, queues } = stack.sandbox.hub;
      const consumer = stack.consumers.get('ami-warden-dev-notices.fifo');
      const before = consumer?.invocations ?? 0;
      await stack.pass(5 * MINUTE_MS);
      const left = queues.messages('ami-warden-dev-notices.fifo').length;
      return [
        ...need(
          schedules.refused.length === 0,
          `a schedule was refused: ${JSON.stringify(schedules.refused)}`,
        ),
        ...need((consumer?.invocations ?? 0) > before && left === 0, 'no function took the tick'),
      ];
    },
  },
  {
    title: 'a record that nobody understands comes: it is told once, and ends in the dead letters, alone',
    play: async (stack, offender) => {
      const { hub } = stack.sandbox;
      const sample = hub.published.findLast(({ envelope }) =>
        JSON.stringify(envelope).includes('"ModifyImageAttribute"'),
      );
      if (sample === undefined) return ['nothing was ever shared'];
      const text = JSON.stringify(sample.envelope).replaceAll(/ami-0[0-9a-f]{16}/g, 'ami-golden');
      hub.publish(sample.account, sample.region, { ...(JSON.parse(text) as object), id: 'malformed' });
      await offender.share(GOLDEN, HOME, GOLDEN_IMAGE, 'all');
      await hub.idle();
      const shares = await offender.shares(GOLDEN, HOME, GOLDEN_IMAGE);
      for (let receive = 0; receive < 6; receive += 1) await stack.pass(6.1 * MINUTE_MS);
      const { told } = stack.receiver;
      const toldOf = told.filter(({ subject }) => subject?.includes('not understood') === true);
      const counts = JSON.stringify(Object.fromEntries([...letters(stack)].filter(([, count]) => count > 0)));
      return [
        ...need(shares.join() === PARTNER, 'the event beside it was not dealt with'),
        ...need(toldOf.length === 1, `it was told ${String(toldOf.length)} times`),
        ...need(counts === '{"ami-warden-dev-changes-dlq":1}', `the dead-letter queues hold ${counts}`),
      ];
    },
  },
  {
    title:
      'what runs by the clock runs: the organisation is walked and swept, and an image of which no event came is found',
    play: async (stack, offender) => {
      // As if CloudTrail had been silent.
      const { sandbox } = stack;
      const before = sandbox.faults.spec;
      sandbox.faults.spec = { ...before, lost: 1 };
      await offender.share(GOLDEN, HOME, GOLDEN_IMAGE, 'all');
      sandbox.faults.spec = before;
      const problems: string[] = [];
      for (const timer of stack.timers) {
        await stack.fire(timer).catch((reason: unknown) => problems.push(`${timer.name}: ${String(reason)}`));
      }
      await sandbox.hub.idle();
      const shares = await offender.shares(GOLDEN, HOME, GOLDEN_IMAGE);
      return [
        ...problems,
        ...need(shares.join() === PARTNER, 'the sweep did not find what no event told of'),
      ];
    },
  },
];

/** What must hold whatever was played: nothing of EventBridge's was refused, nothing waits, and no call was denied to a function. */
const aftermath = ({ sandbox, functions }: LocalStack): readonly string[] => {
  const { refusals, queues } = sandbox.hub;
  // What has its time to come, such as a recheck, was never received.
  const waiting = queues
    .names()
    .filter((name) => !name.includes('-dlq') && queues.messages(name).some(({ receives }) => receives > 0));
  const roles = [...functions.values()].map(({ is }) => is.roleArn.split('/').at(-1) ?? '');
  const denied = sandbox.calls
    .all()
    .filter(
      ({ error, caller }) =>
        /denied|unauthorized/i.test(error ?? '') && roles.some((role) => caller.includes(`/${role}/`)),
    );
  return [
    ...refusals.map(({ ruleArn, targetArn, code }) => `${ruleArn}: ${targetArn} refused an event: ${code}`),
    ...waiting.map((name) => `messages are left in ${name}`),
    ...[
      ...new Set(denied.map(({ service, operation, caller }) => `${caller} may not ${service}:${operation}`)),
    ],
  ];
};

/**
 * A short life of the stack: shares in two accounts and regions, an attempt, a click, a tick, a broken record. Answers what did not come
 * out as it has to, by the step that it belongs to; stops at the first step that goes wrong.
 */
export const playScenario = async (
  stack: LocalStack,
  offender: Offender,
  say: (text: string) => void = () => undefined,
): Promise<readonly string[]> => {
  for (const { title, play } of STEPS) {
    say(title);
    const problems = await play(stack, offender);
    if (problems.length > 0)
      return [...problems, ...aftermath(stack)].map((problem) => `${title}: ${problem}`);
  }
  return aftermath(stack);
};

import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { ownTemplates, type HubTemplates } from '../../../../lib/sandbox/hub/own-templates.ts';
import { Queues } from '../../../../lib/sandbox/hub/sqs/queues.ts';
import { Stacks } from '../../../../lib/sandbox/hub/stacks.ts';
import { seededRandom } from '../../../../lib/sandbox/random.ts';
import { EventRouter, type DeliveryPlan } from '../../../../lib/sandbox/routing/router.ts';

const MEMBERS: Readonly<Record<string, string>> = {
  '111122223333': 'o-exampleorg1',
  '999988887777': 'o-exampleorg1',
  '888877776666': 'o-partner1234',
};

export interface Routed {
  readonly router: EventRouter;
  readonly clock: SandboxClock;
  /** Bodies in a queue, as JSON. */
  readonly bodies: (name: string, account?: string, region?: string) => readonly unknown[];
  readonly queues: Queues;
}

/**
 * Our own templates, changed by `change`, deployed into the hub and, deliberately, into every other account too: whom the hub's
 * bus lets in is then its policy's doing alone.
 */
export const routed = (
  change: (templates: HubTemplates) => HubTemplates = (templates) => templates,
  deliveries: DeliveryPlan = () => [0],
): Routed => {
  const clock = new SandboxClock({ start: new Date('2026-03-02T09:00:00Z'), frozen: true });
  const queues = new Queues(clock, seededRandom(1), () => 'http://127.0.0.1');
  const landscape = {
    hub: { account: '999988887777', region: 'us-east-1' },
    stage: 'dev',
    organizationId: 'o-exampleorg1',
    externalId: 'ami-warden-example',
    slackTokenParameter: '',
    slackSigningSecretParameter: '',
    isMember: () => true,
  };
  const stacks = new Stacks(change(ownTemplates()), landscape, queues);
  const router = new EventRouter({
    stacks: (account, region) => stacks.at(account, region),
    organizationOf: (account) => MEMBERS[account] ?? null,
    queues,
    clock,
    deliveries,
  });
  return {
    router,
    clock,
    queues,
    bodies: (name, account = '999988887777', region = 'us-east-1') => {
      const queue = queues.byName(name, account, region);
      if (queue === null) throw new Error(`no queue ${name}`);
      return queue.messages().map(({ body }) => JSON.parse(body) as unknown);
    },
  };
};

/** Changes one template's text; throws when there is nothing to change, so that a test can't pass by that. */
export const edited =
  (which: keyof HubTemplates, from: string | RegExp, to: string) =>
  (templates: HubTemplates): HubTemplates => {
    const { name, text } = templates[which];
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${name} does not hold ${String(from)}`);
    return { ...templates, [which]: { name, text: changed } };
  };

/** An EC2 call as CloudTrail gives it to EventBridge. */
export const called = (
  eventName: string,
  detail: object = {},
  envelope: object = {},
): Readonly<Record<string, unknown>> => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-03-02T09:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: { eventSource: 'ec2.amazonaws.com', eventName, ...detail },
  ...envelope,
});

import { isMapping } from '../../model/json-value.ts';
import type { SandboxClock } from '../clock.ts';
import type { MessageAttributes } from '../hub/sqs/message.ts';
import { matchesRead } from './match.ts';
import { policyAllows } from './resource-policy.ts';
import type { Stack, StackBus, StackRule, StackTarget } from './stack.ts';

/** An event as it lies on a bus: plain JSON. */
export type Envelope = Readonly<Record<string, unknown>>;

/** Where rules put events. Answers the refusal's code, or null when the queue took the message. */
export interface QueueSink {
  deliver(
    arn: string,
    body: string,
    from: {
      readonly service: string;
      readonly sourceArn: string;
      readonly attributes?: MessageAttributes;
      /** For a FIFO queue; its deduplication id is that of the content. */
      readonly groupId?: string;
    },
  ): string | null;
}

/** Delays in milliseconds, one for each copy of an event that arrives; none for an event that is lost. */
export type DeliveryPlan = (envelope: Envelope) => readonly number[];

/** What stands in each account and region, and who belongs to the organisation. */
export interface Routing {
  readonly stacks: (account: string, region: string) => readonly Stack[];
  /** The organisation's id for its members; null for strangers. */
  readonly organizationOf: (account: string) => string | null;
  readonly queues: QueueSink;
  readonly clock: SandboxClock;
  readonly deliveries: DeliveryPlan;
}

/** How many events went which way since the sandbox began. */
export interface EventCounters {
  /** Put on a default bus by a service, or on a bus by PutEvents. */
  readonly published: number;
  /** Copies that a member's rule sent and the hub's bus took. */
  readonly forwarded: number;
  /** Times that a rule with a queue as its target matched. */
  readonly matched: number;
  /** Copies that came to no target: `lost` ones, those that no rule matched, and those refused without a dead-letter queue. */
  readonly dropped: number;
  readonly lost: number;
  /** Copies that went to a target's dead-letter queue. */
  readonly deadLettered: number;
}

/** A delivery that a target did not take. */
export interface Refusal {
  readonly ruleArn: string;
  readonly targetArn: string;
  readonly code: string;
}

interface Bus {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

const SERVICE = 'events.amazonaws.com';

/** EventBridge in the sandbox: default buses, one hop to other buses, rules from our own templates, dead-letter queues. */
export class EventRouter {
  readonly refusals: Refusal[] = [];
  private readonly routing: Routing;
  private readonly counts = { published: 0, forwarded: 0, matched: 0, dropped: 0, lost: 0, deadLettered: 0 };

  constructor(routing: Routing) {
    this.routing = routing;
  }

  get counters(): EventCounters {
    return { ...this.counts };
  }

  /** An AWS service puts an event on the default bus of this account and region; faults may befall it. */
  publish(account: string, region: string, envelope: object): void {
    this.counts.published += 1;
    const event = plain(envelope);
    const delays = this.routing.deliveries(event);
    if (delays.length === 0) {
      this.counts.lost += 1;
      this.counts.dropped += 1;
    }
    for (const delay of delays) {
      const arrive = (): void => {
        this.arrive({ account, region, name: 'default' }, event, false);
      };
      if (delay === 0) arrive();
      else this.routing.clock.after(delay, arrive);
    }
  }

  /** PutEvents: an event straight onto a bus. One for a bus that doesn't exist vanishes, as it does at AWS. */
  put(bus: Bus, envelope: object): void {
    this.counts.published += 1;
    if (bus.name !== 'default' && this.findBus(bus) === null) this.counts.dropped += 1;
    else this.arrive(bus, plain(envelope), false);
  }

  private arrive(bus: Bus, event: Envelope, hasHopped: boolean): void {
    const rules = this.routing
      .stacks(bus.account, bus.region)
      .flatMap((stack) => stack.rules)
      .filter((rule) => rule.bus === bus.name && rule.enabled && matchesRead(rule.pattern, event));
    const reached = rules.flatMap((rule) =>
      rule.targets.map((target) => this.reach(bus, rule, target, event, hasHopped)),
    );
    if (!reached.includes(true)) this.counts.dropped += 1;
  }

  /** Brings an event to one target, or its dead-letter queue; answers whether it came to either. */
  private reach(
    bus: Bus,
    rule: StackRule,
    target: StackTarget,
    event: Envelope,
    hasHopped: boolean,
  ): boolean {
    const toQueue = target.arn.startsWith('arn:aws:sqs:');
    if (toQueue) this.counts.matched += 1;
    const body = JSON.stringify(event);
    const refusal = toQueue
      ? this.routing.queues.deliver(target.arn, body, { service: SERVICE, sourceArn: rule.arn })
      : this.forward(bus, target, event, hasHopped);
    if (refusal === null) return true;
    this.refusals.push({ ruleArn: rule.arn, targetArn: target.arn, code: refusal });
    if (target.deadLetterArn === null) return false;
    const attributes = deadLetterAttributes(rule, target, refusal);
    const lost = this.routing.queues.deliver(target.deadLetterArn, body, {
      service: SERVICE,
      sourceArn: rule.arn,
      attributes,
    });
    if (lost !== null) {
      this.refusals.push({ ruleArn: rule.arn, targetArn: target.deadLetterArn, code: lost });
      return false;
    }
    this.counts.deadLettered += 1;
    return true;
  }

  /** From one bus to another, across accounts or regions. Answers the refusal's code, or null. */
  private forward(from: Bus, target: StackTarget, event: Envelope, hasHopped: boolean): string | null {
    // What came from another bus goes no further (EventBridge user guide, sending events between accounts).
    if (hasHopped) return 'THIRD_BUS';
    const bus = busOf(target.arn);
    const found = this.findBus(bus);
    if (found === null) return 'NO_RESOURCE';
    if (!this.letsIn(found, from.account, bus.account, target)) return 'NO_PERMISSIONS';
    this.counts.forwarded += 1;
    this.arrive(bus, event, true);
    return null;
  }

  private letsIn(bus: StackBus, sender: string, owner: string, target: StackTarget): boolean {
    // A rule needs a role for a bus in another region, and where the permission is the organisation's (PutTargets).
    if (target.roleArn === null) return false;
    if (sender === owner) return true;
    const organization = this.routing.organizationOf(sender);
    return policyAllows(bus.policy, {
      principal: { kind: 'account', account: sender },
      action: 'events:PutEvents',
      resource: bus.arn,
      context: {
        'aws:PrincipalAccount': sender,
        'aws:SecureTransport': 'true',
        ...(organization !== null && { 'aws:PrincipalOrgID': organization }),
      },
    });
  }

  private findBus(bus: Bus): StackBus | null {
    const buses = this.routing.stacks(bus.account, bus.region).flatMap((stack) => stack.buses);
    return buses.find(({ name }) => name === bus.name) ?? null;
  }
}

const busOf = (arn: string): Bus => {
  const [, , , region = '', account = '', resource = ''] = arn.split(':');
  return { account, region, name: resource.replace('event-bus/', '') };
};

// Nobody may change an event that lies on a bus, and nothing but JSON can lie there.
const plain = (envelope: object): Envelope => {
  const copy: unknown = JSON.parse(JSON.stringify(envelope));
  if (isMapping(copy)) return copy;
  throw new TypeError('an event is a JSON object');
};

/** What EventBridge writes on a message in a target's dead-letter queue (user guide, using dead-letter queues). */
const deadLetterAttributes = (rule: StackRule, target: StackTarget, code: string): MessageAttributes => {
  const values = {
    ERROR_CODE: code,
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, { type: 'String', text, bytes: null }]),
  );
};

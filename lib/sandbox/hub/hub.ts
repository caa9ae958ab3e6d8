import type { SandboxClock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import { randomUuid, type Random } from '../random.ts';
import { faultyDeliveries } from '../routing/deliveries.ts';
import { EventRouter, type EventCounters, type Refusal } from '../routing/router.ts';
import type { PathHandler } from '../wire/server.ts';
import type { RawHandler, ServiceDefinition } from '../wire/service.ts';
import { stacksService } from './cloudformation/stacks-service.ts';
import { Tables } from './dynamodb/tables.ts';
import { eventsService } from './events/events-service.ts';
import type { PutEvent } from './events/put-events.ts';
import { HubQueues } from './hub-queues.ts';
import { lambdaHandler, type Invoked } from './lambda/lambda-handler.ts';
import { Consumer, type MappingOptions, type SqsFunction } from './mapping/consumer.ts';
import { ownTemplates, type HubTemplates } from './own-templates.ts';
import { Bucket } from './s3/bucket.ts';
import { s3Handler } from './s3/s3-handler.ts';
import { FunctionUrl } from './function-url.ts';
import { Schedules } from './schedules.ts';
import { SlackReceiver } from './slack/slack-receiver.ts';
import { slackPath } from './slack/slack-path.ts';
import { CONFIRM_PATH, HttpDelivery } from './sns/http-delivery.ts';
import { snsService } from './sns/sns-service.ts';
import { Topic } from './sns/topic.ts';
import { Queues } from './sqs/queues.ts';
import { sqsService } from './sqs/sqs-service.ts';
import { Parameters } from './ssm/parameters.ts';
import { ssmService } from './ssm/ssm-service.ts';
import { Stacks } from './stacks.ts';

/** What the hub needs to know of the organisation around it. */
interface HubOrganization {
  readonly id: string;
  readonly hub: string;
  readonly regions: readonly string[];
  account(id: string): unknown;
  membership(account: string): { readonly organization: string } | null;
}

export interface HubOptions {
  readonly organization: HubOrganization;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  /** Numbers of the sandbox's seed, for ids. */
  readonly random: Random;
  /** Where the endpoint listens, once it does; queue URLs begin with it. */
  readonly origin: () => string;
  /** This project's own when absent. */
  readonly templates?: HubTemplates;
  readonly stage?: string;
  readonly externalId?: string;
}

const LONGEST_LOG = 100_000;
const STAGE = 'dev';
const EXTERNAL_ID = 'ami-warden-example';
const SLACK_TOKEN = 'xoxb-ami-warden-example';
const SLACK_SIGNING_SECRET = 'ami-warden-example-signing-secret';

/** The hub account's services and the way of events to them, as our own templates lay them out. */
export class Hub {
  readonly services: readonly ServiceDefinition[];
  /** Services that the wire hands on undecoded, by signing name. */
  readonly raw: Readonly<Record<string, RawHandler>>;
  /** Unsigned paths, by prefix. */
  readonly paths: Readonly<Record<string, PathHandler>>;
  readonly queues: HubQueues;
  readonly topics: readonly Topic[];
  /** The topic of alerts. */
  readonly topic: Topic;
  readonly buckets: readonly Bucket[];
  /** The first of them: that of the policy. */
  readonly bucket: Bucket;
  readonly tables: Tables;
  /** Name of the journal's table. */
  readonly tableName: string;
  readonly busName: string;
  readonly parameters: Parameters;
  readonly slackTokenParameter: string;
  readonly slackSigningSecretParameter: string;
  readonly slack: SlackReceiver;
  /** The function URL that clicks in Slack go to. */
  readonly slackUrl: FunctionUrl;
  /** What PutEvents took, oldest first. */
  readonly events: readonly PutEvent[];
  /** The latest events that services published (100,000 at most), oldest first; what came of them is in `counters`. */
  readonly published: readonly PublishedEvent[];
  /** The scheduled rules, which run by the sandbox's clock. */
  readonly schedules: Schedules;
  private readonly functions = new Map<string, Invoked>();
  private readonly made: Topic[];
  private readonly makeTopic: (arn: string, isOpen: boolean) => Topic;
  private readonly router: EventRouter;
  private readonly clock: SandboxClock;
  private readonly http: HttpDelivery;
  private readonly log: PublishedEvent[] = [];
  private readonly consumers = new Set<Consumer>();
  private readonly waiting: (() => void)[] = [];

  constructor(options: HubOptions) {
    const { organization, clock, faults, random, origin, templates = ownTemplates() } = options;
    const { stage = STAGE, externalId = EXTERNAL_ID } = options;
    const [region = 'us-east-1'] = organization.regions;
    const home = { account: organization.hub, region };
    const queues = new Queues(clock, random, origin);
    this.slackTokenParameter = `/ami-warden/${stage}/slack-token`;
    this.slackSigningSecretParameter = `/ami-warden/${stage}/slack-signing-secret`;
    const stacks = new Stacks(
      templates,
      {
        hub: home,
        stage,
        organizationId: organization.id,
        externalId,
        slackTokenParameter: this.slackTokenParameter,
        slackSigningSecretParameter: this.slackSigningSecretParameter,
        isMember: (account) => organization.account(account) !== null,
      },
      queues,
    );
    const at = (account: string, where: string) => stacks.at(account, where);
    this.clock = clock;
    this.published = this.log;
    this.router = new EventRouter({
      stacks: at,
      organizationOf: (account) => organization.membership(account)?.organization ?? null,
      queues,
      clock,
      deliveries: faultyDeliveries(faults),
    });
    const taken: PutEvent[] = [];
    this.events = taken;
    this.queues = new HubQueues(queues, home);
    this.http = new HttpDelivery(clock, random, origin);
    this.makeTopic = (arn, isOpen) => new Topic(arn, queues, this.http, random, isOpen);
    this.made = stacks.hub.topics.map((arn) => this.makeTopic(arn, false));
    this.topics = this.made;
    this.topic = first(this.topics, 'AWS::SNS::Topic');
    this.buckets = stacks.hub.buckets.map((name) => new Bucket(name, clock));
    this.bucket = first(this.buckets, 'AWS::S3::Bucket');
    this.tables = new Tables(stacks.hub.tables, home, faults);
    this.tableName = first(stacks.hub.tables, 'AWS::DynamoDB::Table').name;
    this.busName = first(stacks.hub.buses, 'AWS::Events::EventBus').name;
    this.parameters = new Parameters(clock, `${region}:${home.account}`);
    this.parameters.set(this.slackTokenParameter, SLACK_TOKEN);
    this.parameters.set(this.slackSigningSecretParameter, SLACK_SIGNING_SECRET);
    this.parameters.set(`/ami-warden/${stage}/paused`, '{"paused":false}', 'String');
    this.slack = new SlackReceiver(clock, SLACK_TOKEN);
    this.slackUrl = new FunctionUrl();
    const nextId = () => randomUuid(random);
    this.schedules = new Schedules(stacks.hub, queues, clock, nextId);
    this.schedules.start();
    this.services = [
      sqsService(queues, clock),
      snsService(this.topics),
      ssmService(this.parameters, home),
      eventsService({ router: this.router, stacks: at, taken, nextId }),
      stacksService({
        ...home,
        name: `ami-warden-${stage}`,
        createdAt: clock.now(),
        outputs: stacks.hub.outputs,
      }),
    ];
    this.raw = {
      dynamodb: this.tables.handler,
      s3: s3Handler(this.buckets, home, faults),
      lambda: lambdaHandler(this.functions, home),
    };
    this.paths = {
      [CONFIRM_PATH]: this.http.confirm,
      '/slack/api/': slackPath(this.slack),
      '/function-url/slack': this.slackUrl.handler,
    };
  }

  /** Puts an event on the default bus of an account and region, as an AWS service does; the sink of all events. */
  publish(account: string, region: string, envelope: object): void {
    if (this.log.length >= LONGEST_LOG) this.log.splice(0, LONGEST_LOG / 10);
    this.log.push({ account, region, envelope });
    this.router.publish(account, region, envelope);
  }

  get counters(): EventCounters {
    return this.router.counters;
  }

  /** Deliveries that a target did not take, with EventBridge's reason. */
  get refusals(): readonly Refusal[] {
    return this.router.refusals;
  }

  /** Makes a topic that no template has, in any account and region, and that lets others publish: one that a policy names. */
  addTopic(arn: string): Topic {
    const topic = this.makeTopic(arn, true);
    this.made.push(topic);
    return topic;
  }

  /** Lets people invoke a function, by its name. */
  invocable(name: string, run: Invoked): void {
    this.functions.set(name, run);
  }

  /** Connects a function to a queue of the hub, by its name. */
  consume(queueName: string, options: MappingOptions, handler: SqsFunction): Consumer {
    const consumer = new Consumer(this.queues.queue(queueName), this.clock, options, handler, () => {
      this.wakeIfIdle();
    });
    this.consumers.add(consumer);
    return consumer;
  }

  /**
   * Resolves when no consumed queue has a visible message, no function runs and no topic posts. Messages that wait for time to pass (delayed,
   * or to be retried) don't count: only `clock.advance`, or time itself, brings them on.
   */
  async idle(): Promise<void> {
    while (this.isBusy()) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    await this.http.settled();
  }

  /** Takes no more messages, and resolves when the functions under way have ended. */
  async close(): Promise<void> {
    this.schedules.stop();
    for (const consumer of this.consumers) consumer.stop();
    await this.idle();
  }

  private isBusy(): boolean {
    return [...this.consumers].some((consumer) => consumer.isBusy);
  }

  private wakeIfIdle(): void {
    if (this.isBusy()) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** An event as a service published it. */
export interface PublishedEvent {
  readonly account: string;
  readonly region: string;
  readonly envelope: object;
}

export const createHub = (options: HubOptions): Hub => new Hub(options);

const first = <Item>(items: readonly Item[], type: string): Item => {
  const [item] = items;
  if (item === undefined) throw new Error(`the hub's template has no ${type}`);
  return item;
};

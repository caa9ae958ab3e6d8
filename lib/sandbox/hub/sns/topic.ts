import type { Random } from '../../random.ts';
import { randomUuid } from '../../random.ts';
import { matchesRead } from '../../routing/match.ts';
import type { Pattern } from '../../routing/pattern.ts';
import type { Queues } from '../sqs/queues.ts';
import type { HttpDelivery } from './http-delivery.ts';

/** A message attribute as SNS takes it. */
export interface TopicAttribute {
  readonly type: string;
  readonly value: string;
}

/** A message as it was published. `publishedAt` is sandbox time, ISO 8601. */
export interface TopicMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | null;
  readonly message: string;
  readonly attributes: Readonly<Record<string, TopicAttribute>>;
  readonly publishedAt: string;
}

/** What is behind a topic: a queue, whose policy has to let SNS send to it, or a web server of this machine, which has to confirm first. */
export interface Subscription {
  readonly arn: string;
  readonly protocol: 'sqs' | 'http' | 'https';
  /** A queue's ARN, or a URL. */
  readonly endpoint: string;
  readonly owner: string;
  readonly raw: boolean;
  /** Over message attributes; null for all messages. */
  readonly filter: Pattern | null;
}

/** An SNS topic: keeps what was published, and brings it to its queues and web servers. */
export class Topic {
  readonly arn: string;
  /** Whether its policy lets other accounts publish. */
  readonly isOpen: boolean;
  readonly messages: TopicMessage[] = [];
  readonly subscriptions: Subscription[] = [];
  private readonly queues: Queues;
  private readonly random: Random;
  private readonly http: HttpDelivery;

  constructor(arn: string, queues: Queues, http: HttpDelivery, random: Random, isOpen = false) {
    this.arn = arn;
    this.isOpen = isOpen;
    this.queues = queues;
    this.http = http;
    this.random = random;
  }

  publish(draft: Omit<TopicMessage, 'id' | 'topicArn'>): TopicMessage {
    const message: TopicMessage = { ...draft, id: randomUuid(this.random), topicArn: this.arn };
    this.messages.push(message);
    for (const subscription of this.subscriptions) {
      if (subscription.filter !== null && !matchesRead(subscription.filter, filterable(message))) continue;
      this.bring(message, subscription);
    }
    return message;
  }

  /** Adds what is subscribed: a queue at once, a web server when it has confirmed. Answers its ARN. */
  subscribe(wanted: Omit<Subscription, 'arn'>): string {
    const subscription = { ...wanted, arn: `${this.arn}:${randomUuid(this.random)}` };
    const add = (): void => {
      this.subscriptions.push(subscription);
    };
    if (wanted.protocol === 'sqs') add();
    else this.http.askToConfirm(wanted.endpoint, this.arn, add);
    return subscription.arn;
  }

  private bring(message: TopicMessage, { protocol, endpoint, raw, arn }: Subscription): void {
    const body = raw ? message.message : JSON.stringify(notification(message, arn));
    if (protocol !== 'sqs') {
      const type = 'Notification';
      this.http.post({ url: endpoint, type, topicArn: this.arn, subscriptionArn: arn, body });
      return;
    }
    const attributes = Object.fromEntries(
      Object.entries(message.attributes).map(([name, { type, value }]) => [
        name,
        { type, text: value, bytes: null },
      ]),
    );
    this.queues.deliver(endpoint, body, {
      service: 'sns.amazonaws.com',
      sourceArn: this.arn,
      ...(raw && { attributes }),
    });
  }
}

/** Attributes as a filter policy sees them: numbers as numbers, lists as lists. */
const filterable = ({ attributes }: TopicMessage): object =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, plain(attribute)]));

const plain = ({ type, value }: TopicAttribute): unknown => {
  if (type === 'Number') return Number(value);
  return type === 'String.Array' ? (JSON.parse(value) as unknown) : value;
};

const notification = (message: TopicMessage, subscriptionArn: string): object => ({
  Type: 'Notification',
  MessageId: message.id,
  TopicArn: message.topicArn,
  ...(message.subject !== null && { Subject: message.subject }),
  Message: message.message,
  Timestamp: message.publishedAt,
  UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
  ...(Object.keys(message.attributes).length > 0 && {
    MessageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { type, value }]) => [
        name,
        { Type: type, Value: value },
      ]),
    ),
  }),
});

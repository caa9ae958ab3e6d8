import type { SandboxClock } from '../../clock.ts';
import { randomText, type Random } from '../../random.ts';
import type { PathHandler } from '../../wire/server.ts';

/** A message to a web server, as SNS posts it. */
interface Posted {
  readonly url: string;
  readonly type: 'Notification' | 'SubscriptionConfirmation';
  readonly topicArn: string;
  readonly subscriptionArn: string | null;
  readonly body: string;
}

// The default policy (SNS developer guide, "Message delivery retries"): three retries, 20 seconds apart.
const RETRIES = 3;
const PAUSE_MS = 20_000;
const PATIENCE_MS = 15_000;

/** The path under which a subscriber confirms, by the URL that it was sent. */
export const CONFIRM_PATH = '/sns/confirm';

/** Brings messages to web servers on this machine, and again while those fail, in the sandbox's time; knows who has yet to confirm. */
export class HttpDelivery {
  /** Messages that were given up, with the last answer's status or error. */
  readonly undelivered: (readonly [url: string, reason: string])[] = [];
  private readonly clock: SandboxClock;
  private readonly random: Random;
  private readonly origin: () => string;
  private readonly waiting = new Map<string, () => void>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(clock: SandboxClock, random: Random, origin: () => string) {
    this.clock = clock;
    this.random = random;
    this.origin = origin;
  }

  /** Sends a subscriber what it has to confirm; `confirmed` runs when it does. */
  askToConfirm(url: string, topicArn: string, confirmed: () => void): void {
    const token = randomText(this.random, 64, '0123456789abcdef');
    this.waiting.set(token, confirmed);
    const confirm = `${this.origin()}${CONFIRM_PATH}?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
    const body = {
      Type: 'SubscriptionConfirmation',
      TopicArn: topicArn,
      Token: token,
      Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: confirm,
      Timestamp: this.clock.now().toISOString(),
    };
    this.post({
      url,
      type: 'SubscriptionConfirmation',
      topicArn,
      subscriptionArn: null,
      body: JSON.stringify(body),
    });
  }

  post(message: Posted, retries = RETRIES): void {
    const attempted = attempt(message).then((problem) => {
      this.underWay.delete(attempted);
      if (problem === null) return;
      if (retries === 0) this.undelivered.push([message.url, problem]);
      else
        this.clock.after(PAUSE_MS, () => {
          this.post(message, retries - 1);
        });
    });
    this.underWay.add(attempted);
  }

  /** Resolves when no post is on its way; one that waits to be repeated is not. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** Takes the visit to a SubscribeURL. */
  readonly confirm: PathHandler = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const token = url.searchParams.get('Token') ?? '';
    const confirmed = this.waiting.get(token);
    this.waiting.delete(token);
    confirmed?.();
    response.writeHead(confirmed === undefined ? 404 : 200).end();
  };
}

/** Null when the server took it; else why not. */
const attempt = async ({ url, type, topicArn, subscriptionArn, body }: Posted): Promise<string | null> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': type,
        'x-amz-sns-topic-arn': topicArn,
        ...(subscriptionArn === null ? {} : { 'x-amz-sns-subscription-arn': subscriptionArn }),
      },
    });
    await response.arrayBuffer();
    return response.ok ? null : String(response.status);
  } catch (error) {
    return String(error);
  }
};

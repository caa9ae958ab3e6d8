import type { SandboxClock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { policyAllows } from '../../routing/resource-policy.ts';
import type { QueueSink } from '../../routing/router.ts';
import type { StackQueue } from '../../routing/stack.ts';
import { AwsError, type CallContext } from '../../wire/service.ts';
import { contentId } from './group-input.ts';
import { messageSize } from './message.ts';
import { Queue } from './queue.ts';

/** All queues of the sandbox, by ARN. */
export class Queues implements QueueSink {
  private readonly clock: SandboxClock;
  private readonly random: Random;
  private readonly origin: () => string;
  private readonly byArn = new Map<string, Queue>();

  /** `origin` answers where the sandbox listens, for queue URLs. */
  constructor(clock: SandboxClock, random: Random, origin: () => string) {
    this.clock = clock;
    this.random = random;
    this.origin = origin;
  }

  /** Makes a queue unless there is one of this ARN. */
  make(settings: StackQueue): Queue {
    const known = this.byArn.get(settings.arn);
    if (known !== undefined) return known;
    const queue = new Queue(settings, this.clock, this.random, (targetArn, message) => {
      const target = this.byArn.get(targetArn);
      if (target === undefined)
        throw new Error(`the dead-letter queue ${targetArn} of ${settings.name} does not exist`);
      target.takeOver(message, settings.arn);
    });
    this.byArn.set(settings.arn, queue);
    return queue;
  }

  all(): readonly Queue[] {
    return [...this.byArn.values()];
  }

  byName(name: string, account: string, region: string): Queue | null {
    return this.byArn.get(`arn:aws:sqs:${region}:${account}:${name}`) ?? null;
  }

  url(queue: Queue): string {
    const [, , , , account = '', name = ''] = queue.settings.arn.split(':');
    return `${this.origin()}/${account}/${name}`;
  }

  /** The caller's own queue at this URL in the call's region. Throws as SQS does for others. */
  at(url: string, { caller, region }: CallContext): Queue {
    const [account = '', name = ''] = url.split('/').slice(-2);
    const queue = /^\d{12}$/.test(account) ? this.byName(name, account, region) : null;
    if (queue === null) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    if (caller.account === account) return queue;
    throw new AwsError('AccessDeniedException', `${caller.arn} may not use ${queue.settings.arn}.`, 403);
  }

  /** Sends in the name of an AWS service, if the queue's policy lets it. Answers the refusal's code, or null. */
  deliver(arn: string, body: string, from: Parameters<QueueSink['deliver']>[2]): string | null {
    const queue = this.byArn.get(arn);
    if (queue === undefined) return 'NO_RESOURCE';
    const allowed = policyAllows(queue.settings.policy, {
      principal: { kind: 'service', name: from.service },
      action: 'sqs:SendMessage',
      resource: arn,
      context: { 'aws:SourceArn': from.sourceArn, 'aws:SecureTransport': 'true' },
    });
    if (!allowed) return 'NO_PERMISSIONS';
    const attributes = from.attributes ?? {};
    if (messageSize(body, attributes) > queue.settings.maximumBytes) return 'MESSAGE_TOO_LONG';
    const draft = { body, attributes, senderId: from.service };
    if (queue.settings.fifo === null) queue.send(draft);
    // EventBridge gives no deduplication id, so the queue has to make one.
    else if (from.groupId === undefined || !queue.settings.fifo.contentBased) return 'INVALID_PARAMETER';
    else queue.send({ ...draft, groupId: from.groupId, deduplicationId: contentId(body) });
    return null;
  }
}

import type { QueueMessage } from './sqs/message.ts';
import type { StackQueue } from '../routing/stack.ts';
import type { Queue } from './sqs/queue.ts';
import type { Queues } from './sqs/queues.ts';

/** The hub's queues for whoever looks on: by name, as the template names them. */
export class HubQueues {
  private readonly queues: Queues;
  private readonly home: { readonly account: string; readonly region: string };

  constructor(queues: Queues, home: { readonly account: string; readonly region: string }) {
    this.queues = queues;
    this.home = home;
  }

  /** Throws when there is none of this name. */
  queue(name: string): Queue {
    const queue = this.queues.byName(name, this.home.account, this.home.region);
    if (queue !== null) return queue;
    throw new Error(`the hub has no queue ${name}; it has ${this.names().join(', ')}`);
  }

  /** Makes a queue that no template has, such as a subscriber's. */
  make(settings: StackQueue): Queue {
    return this.queues.make(settings);
  }

  /** A queue of any account and region; null when nothing there has made it yet. */
  elsewhere(name: string, account: string, region: string): Queue | null {
    return this.queues.byName(name, account, region);
  }

  /** All that a queue holds, visible or not, oldest first. */
  messages(name: string): readonly QueueMessage[] {
    return this.queue(name).messages();
  }

  /** What lies in the dead-letter queue of this queue; throws when it has none. */
  deadLetters(name: string): readonly QueueMessage[] {
    const { redrive } = this.queue(name).settings;
    if (redrive === null) throw new Error(`${name} has no dead-letter queue`);
    return this.messages(redrive.targetArn.split(':').at(-1) ?? '');
  }

  /** Its URL on the sandbox's endpoint, for clients and settings. */
  url(name: string): string {
    return this.queues.url(this.queue(name));
  }

  names(): readonly string[] {
    const scope = `:${this.home.region}:${this.home.account}:`;
    return this.queues
      .all()
      .filter(({ settings }) => settings.arn.includes(scope))
      .map(({ settings }) => settings.name);
  }
}

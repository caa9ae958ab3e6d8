import type { SandboxClock, Timer } from '../clock.ts';
import type { QueueSink } from '../routing/router.ts';
import { transformed, type StackSchedule } from '../routing/schedule.ts';
import type { Stack } from '../routing/stack.ts';

const SERVICE = 'events.amazonaws.com';

/** EventBridge's scheduled rules of one stack, by the sandbox's clock: the first time one period after the start. */
export class Schedules {
  private readonly stack: Stack;
  private readonly queues: QueueSink;
  private readonly clock: SandboxClock;
  private readonly nextId: () => string;
  private readonly timers = new Map<string, Timer>();
  /** Deliveries that a queue did not take, with EventBridge's reason, by the rule's name. */
  readonly refused: (readonly [rule: string, code: string])[] = [];

  constructor(stack: Stack, queues: QueueSink, clock: SandboxClock, nextId: () => string) {
    this.stack = stack;
    this.queues = queues;
    this.clock = clock;
    this.nextId = nextId;
  }

  start(): void {
    for (const schedule of this.stack.schedules.filter(({ enabled }) => enabled)) this.arm(schedule);
  }

  stop(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }

  private arm(schedule: StackSchedule): void {
    const timer = this.clock.after(schedule.everySeconds * 1_000, () => {
      this.arm(schedule);
      this.fire(schedule);
    });
    this.timers.set(schedule.name, timer);
  }

  private fire({ name, arn, targets }: StackSchedule): void {
    const event = {
      version: '0',
      id: this.nextId(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: this.stack.account,
      // EventBridge's times have no fraction.
      time: this.clock
        .now()
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
      region: this.stack.region,
      resources: [arn],
      detail: {},
    };
    for (const { arn: queue, groupId, input } of targets) {
      const body = input === null ? JSON.stringify(event) : transformed(event, input);
      const refusal = this.queues.deliver(queue, body, {
        service: SERVICE,
        sourceArn: arn,
        ...(groupId === null ? {} : { groupId }),
      });
      if (refusal !== null) this.refused.push([name, refusal]);
    }
  }
}

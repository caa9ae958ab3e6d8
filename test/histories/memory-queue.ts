import type { Draw } from './draw.ts';

/** A message of a queue. `group`: only the first of a group is delivered, and the next when that is gone. */
export interface Message<Body> {
  readonly body: Body;
  readonly group: string | null;
  readonly visibleAt: number;
  readonly receives: number;
}

/** A queue as SQS is one: at least once, in no order but that of a group, and what fails too often ends in the dead letters. */
export class MemoryQueue<Body> {
  messages: readonly Message<Body>[] = [];
  readonly dead: Body[] = [];
  private readonly visibilityMs: number;
  private readonly mostReceives: number;

  constructor(visibilityMs: number, mostReceives: number) {
    this.visibilityMs = visibilityMs;
    this.mostReceives = mostReceives;
  }

  send(body: Body, visibleAt: number, group: string | null = null): void {
    this.messages = [...this.messages, { body, group, visibleAt, receives: 0 }];
  }

  /** Those that may be delivered now. */
  visible(now: number): readonly Message<Body>[] {
    const blocked = new Set<string>();
    return this.messages.filter((message) => {
      const isFree = message.group === null || !blocked.has(message.group);
      if (message.group !== null) blocked.add(message.group);
      return isFree && message.visibleAt <= now;
    });
  }

  receive(message: Message<Body>, now: number): Message<Body> {
    const taken = { ...message, receives: message.receives + 1, visibleAt: now + this.visibilityMs };
    this.messages = this.messages.map((one) => (one === message ? taken : one));
    return taken;
  }

  /** It was handled; now and then a standard queue delivers it once more all the same. */
  remove(message: Message<Body>, draw: Draw): void {
    const again = message.group === null && draw.chance(0.03);
    this.messages = again
      ? this.messages.map((one) => (one === message ? { ...message, receives: 0 } : one))
      : this.messages.filter((one) => one !== message);
  }

  /** It was not handled: it comes again, or is dead. */
  giveBack(message: Message<Body>): void {
    if (message.receives < this.mostReceives) return;
    this.messages = this.messages.filter((one) => one !== message);
    this.dead.push(message.body);
  }
}

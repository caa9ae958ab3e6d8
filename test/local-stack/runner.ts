import type { StackFunction } from '../../lib/sandbox/routing/functions.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { SessionKeys } from '../../lib/sandbox/identity/sessions.ts';

/** What is needed to run a function of the stack: what the template says of it, and what Lambda gives it. */
export interface FunctionSettings {
  readonly stackFunction: StackFunction;
  /** With AWS's and Slack's addresses replaced. */
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: () => SessionKeys;
  /** The sandbox's time. */
  readonly clock: Clock;
  readonly region: string;
  readonly account: string;
}

/** A function that can be invoked; rejects with what it reported, or with how its process ended. */
export interface RunningFunction {
  readonly invoke: (event: unknown, requestId?: string) => Promise<unknown>;
  /** Ends what runs it at once, in the middle of whatever it does; the next event starts it anew. Answers how many processes died. */
  readonly kill: () => number;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** How functions are run: by AWS's runtime client in processes of their own, or in this one. */
export type FunctionRunner = (settings: FunctionSettings) => RunningFunction;

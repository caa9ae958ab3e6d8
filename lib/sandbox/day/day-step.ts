import type { EC2Client } from '@aws-sdk/client-ec2';

/** What a step of the day works with: real SDK clients on the sandbox's endpoint. */
export interface DayContext {
  /** A client with the keys of this account; us-east-1 unless told. */
  ec2(account: string, region?: string): EC2Client;
  /** Puts an event on the default bus of an account and region, as AWS itself would. */
  publish(account: string, region: string, envelope: object): void;
  /** Event envelopes that were published so far, oldest first. */
  published(): readonly object[];
  /** The next number of the seed, 0 <= n < 1. */
  random(): number;
  /** The sandbox's time. */
  now(): Date;
  /** Images and other ids made by earlier steps, by the name that the step gave them. */
  readonly known: Map<string, string>;
}

/** One thing that somebody does. `minutes` pass before it. AWS refusing it may be the point: `refused` then names the error code. */
export interface DayStep {
  readonly title: string;
  readonly minutes: number;
  readonly refused?: string;
  /** Nothing is done: time passes. */
  readonly waits?: true;
  act(day: DayContext): Promise<unknown>;
}

/** A step rests on an earlier one that did not happen. */
export class StepMissing extends Error {
  override readonly name = 'StepMissing';
}

/** The id that an earlier step gave a name to; throws `StepMissing` when that step did not happen. */
export const known = (day: DayContext, name: string): string => {
  const id = day.known.get(name);
  if (id === undefined) throw new StepMissing(`there is no ${name}: the step that makes it did not happen`);
  return id;
};

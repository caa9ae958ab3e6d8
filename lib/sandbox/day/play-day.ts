import { StepMissing, type DayContext, type DayStep } from './day-step.ts';

/** What the player asks of its surroundings. */
export interface Playing {
  readonly day: DayContext;
  /** Lets sandbox time pass. */
  advance(milliseconds: number): void;
  /** Resolves when no message is under way. */
  idle(): Promise<void>;
  /** Whether things may go wrong that no step expects (faults were asked for, or another estate): then the day goes on without. */
  readonly isTolerant: boolean;
  /** Told of a step that did not happen as it should have. */
  failed(step: DayStep, reason: string): void;
  /** Told before a step, and after all that came of it. */
  before(step: DayStep): void;
  after(step: DayStep): Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * Plays the steps in order, each when all that came of the last is done. Time passes by the minute, so that what is due on the
 * way happens on the way. A refusal that a step does not expect, and an expected one that does not come, end the day with an error.
 */
export const playDay = async (steps: readonly DayStep[], playing: Playing): Promise<void> => {
  for (const step of steps) {
    for (let minute = 0; minute < step.minutes; minute += 1) {
      playing.advance(MINUTE_MS);
      await playing.idle();
    }
    playing.before(step);
    const reason = await failureOf(step, playing.day);
    if (reason !== null && !playing.isTolerant) throw new Error(`${step.title}: ${reason}`);
    if (reason !== null) playing.failed(step, reason);
    await playing.idle();
    await playing.after(step);
  }
};

/** Why a step did not end as it should have; null when it did. */
const failureOf = async (step: DayStep, day: DayContext): Promise<string | null> => {
  const expected = step.refused ?? 'no refusal';
  try {
    await step.act(day);
    return step.refused === undefined ? null : `expected ${expected}, got none`;
  } catch (error) {
    if (error instanceof StepMissing) return error.message;
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return error.name === step.refused ? null : `expected ${expected}, got ${error.name}`;
  }
};

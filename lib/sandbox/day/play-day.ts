import type { DayContext, DayStep } from './day-step.ts';

/** What the player asks of its surroundings. */
export interface Playing {
  readonly day: DayContext;
  /** Lets sandbox time pass. */
  advance(milliseconds: number): void;
  /** Resolves when no message is under way. */
  idle(): Promise<void>;
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
    const refusal = await refusalOf(step, playing.day);
    if (refusal !== (step.refused ?? null)) {
      throw new Error(`${step.title}: expected ${step.refused ?? 'no refusal'}, got ${refusal ?? 'none'}`);
    }
    await playing.idle();
    await playing.after(step);
  }
};

const refusalOf = async (step: DayStep, day: DayContext): Promise<string | null> => {
  try {
    await step.act(day);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return error.name;
  }
};

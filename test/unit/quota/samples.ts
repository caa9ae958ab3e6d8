const DAY_MS = 86_400_000;

const START = new Date('2026-06-01T06:00:00Z');

/** The instant so many days after the first sample. */
export const dayAfter = (days: number): Date => new Date(START.getTime() + days * DAY_MS);

/** One sample a day from the first of June on. */
export const daily = (used: readonly number[]): readonly { readonly at: string; readonly used: number }[] =>
  used.map((one, day) => ({ at: dayAfter(day).toISOString(), used: one }));

/** Numbers between 0 and 1 by a linear congruence, the same for the same seed. */
export const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

import { expect, test } from 'vitest';
import { planDay } from '../../../lib/sandbox/day/day.ts';
import { seededRandom } from '../../../lib/sandbox/random.ts';

const stepsOf = (seed: number): readonly (readonly [string, number])[] =>
  planDay(seededRandom(seed)).map(({ title, minutes }) => [title, minutes] as const);

test('a day is the same for the same seed, and another for another', () => {
  expect(stepsOf(5)).toEqual(stepsOf(5));
  expect(stepsOf(6)).not.toEqual(stepsOf(5));
});

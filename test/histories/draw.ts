import { seededRandom } from '../../lib/sandbox/random.ts';

/** Choices of a seed: the same ones in the same order, everywhere. */
export interface Draw {
  /** 0 <= n < most, whole. */
  readonly below: (most: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of these. Throws when there is none. */
  readonly pick: <T>(from: readonly T[]) => T;
  /** Some of these, in their order; at most so many. */
  readonly some: <T>(from: readonly T[], most: number) => readonly T[];
  /** A seed of its own for a part, so that what happens there moves nothing elsewhere. */
  readonly seed: () => number;
}

export const drawOf = (seed: number): Draw => {
  const random = seededRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  return {
    below,
    chance: (probability) => random() < probability,
    pick: (from) => {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error('nothing to choose from');
      return one;
    },
    some: (from, most) => {
      const wanted = below(most + 1);
      return from.filter((_, index) => random() * (from.length - index) < wanted).slice(0, wanted);
    },
    seed: () => below(0x7fff_ffff),
  };
};

import { describe, expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';
import { generate } from './generate.ts';
import { PINNED, PINNED_WIDE } from './pinned.ts';
import { playSeed, playWide } from './run-history.ts';

const FRESH = Array.from({ length: 80 }, (_, index) => 20_001 + index);

describe('random histories', () => {
  test.each(Object.keys(PINNED).map(Number))(
    'seed %i, in which a law broke once, keeps them all',
    async (seed) => {
      expect((await playSeed(seed)).broken).toEqual([]);
    },
  );

  test('eighty others keep them all, and something happens in them', async () => {
    let writes = 0;
    for (const seed of FRESH) {
      const { broken, counts } = await playSeed(seed);
      expect([seed, broken]).toEqual([seed, []]);
      writes += counts.writes;
    }
    expect(writes).toBeGreaterThan(100);
  }, 60_000);

  test.each(Object.keys(PINNED_WIDE).map(Number))(
    'seed %i, in which a law broke once with copies and instances, keeps them all',
    async (seed) => {
      expect((await playWide(seed)).broken).toEqual([]);
    },
  );

  test('with copies and instances as well', async () => {
    for (const seed of FRESH.slice(0, 8)) expect([seed, (await playWide(seed)).broken]).toEqual([seed, []]);
  }, 60_000);

  test('are the same for the same seed', async () => {
    expect(generate(7)).toEqual(generate(7));
    const [first, second] = [await playSeed(7), await playSeed(7)];
    expect(second.counts).toEqual(first.counts);
    expect(generate(8)).not.toEqual(generate(7));
  });
});

describe('a service with a mistake in it is caught', () => {
  test.each(Object.entries(DEFECTS))('one that %s', async (_, { law, seed, defects }) => {
    const { broken } = await playSeed(seed, defects);
    expect(broken.filter((one) => law.test(one))).not.toEqual([]);
  });
});

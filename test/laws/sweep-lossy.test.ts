import { expect, test } from 'vitest';
import { playLossy } from './sweep/lossy.ts';

test.each([0.01, 0.05, 0.2])(
  'with %f of the events lost, as many told twice and as many out of order, guard and one sweep find what a clean run finds',
  async (rate) => {
    // The last of these has once been got wrong.
    for (const seed of [1, 2, 3, 464]) {
      const { found, clean, truth } = await playLossy(seed, rate);
      expect.soft(found, `seed ${String(seed)}`).toEqual(truth);
      expect.soft(clean, `seed ${String(seed)}`).toEqual(truth);
    }
  },
);

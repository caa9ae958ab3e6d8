import { describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { Faults } from '../../../../lib/sandbox/faults/faults.ts';
import { NO_FAULTS, type FaultSpec } from '../../../../lib/sandbox/faults/spec.ts';
import { seededRandom } from '../../../../lib/sandbox/random.ts';
import { faultyDeliveries } from '../../../../lib/sandbox/routing/deliveries.ts';

const thousand = (spec: Partial<FaultSpec>, seed = 7): readonly (readonly number[])[] => {
  const clock = new SandboxClock({ frozen: true });
  const deliver = faultyDeliveries(new Faults({ ...NO_FAULTS, ...spec }, seededRandom(seed), clock));
  return Array.from({ length: 1_000 }, () => deliver({}));
};

describe('what becomes of an event', () => {
  it('without faults: it arrives at once', () => {
    expect(new Set(thousand({}).map((delays) => delays.join()))).toEqual(new Set(['0']));
  });

  it('some are lost', () => {
    expect(thousand({ lost: 0.1 }).filter((delays) => delays.length === 0)).toHaveLength(92);
  });

  it('some come twice, the second later', () => {
    const doubled = thousand({ doubled: 0.1 }).filter((delays) => delays.length === 2);
    expect(doubled).toHaveLength(89);
    expect(doubled.every(([first = 0, second = 0]) => first === 0 && second >= 1 && second <= 2_000)).toBe(
      true,
    );
  });

  it('some come late', () => {
    const late = thousand({ late: 1, lateMs: 30_000 });
    expect(new Set(late.flat())).toEqual(new Set([30_000]));
  });

  it('some are overtaken by others', () => {
    const overtaken = thousand({ shuffled: 0.5 }).filter(([delay = 0]) => delay > 0);
    expect(overtaken.length).toBeGreaterThan(400);
    expect(overtaken.flat().every((delay) => delay <= 5_000)).toBe(true);
  });

  it('the same seed gives the same fate, another another', () => {
    const spec = { lost: 0.1, doubled: 0.1, shuffled: 0.1 };
    expect(thousand(spec)).toEqual(thousand(spec));
    expect(thousand(spec)).not.toEqual(thousand(spec, 8));
  });
});

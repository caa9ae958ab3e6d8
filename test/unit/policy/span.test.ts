import { describe, expect, it } from 'vitest';
import { dayOf, spanText, timeOf } from '../../../lib/policy/span.ts';

describe('spanText', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [90, '90 seconds'],
    [3600, '1 hour'],
    [5400, '90 minutes'],
    [43_200, '12 hours'],
    [86_400, '1 day'],
    [15_552_000, '180 days'],
    [129_600, '36 hours'],
  ])('%d is %s', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });
});

describe('dayOf', () => {
  it.each([
    ['2026-09-01T00:00:00.000Z', '2026-09-01'],
    ['2026-08-31T23:30:00-02:00', '2026-09-01'],
    ['2026-09-01T23:59:59Z', '2026-09-01'],
  ])('of %s is %s', (instant, day) => {
    expect(dayOf(instant)).toBe(day);
  });
});

describe('timeOf', () => {
  it('is null for what is no time', () => {
    expect([timeOf(null), timeOf(''), timeOf('soon'), timeOf('1970-01-01T00:00:01Z')]).toEqual([
      null,
      null,
      null,
      1000,
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecast } from '../../../lib/quota/forecast.ts';
import { daily, dayAfter } from './samples.ts';

/** So many days of growth by the same number. */
const rising = (days: number, from: number, by: number): readonly number[] =>
  Array.from({ length: days }, (_, day) => from + day * by);

describe('a forecast', () => {
  it('names the day on which an even growth meets the limit: 2,000 more at 100 a day, from 30 June on', () => {
    const told = forecast(daily(rising(30, 40_000, 100)), { used: 42_900, limit: 44_900 }, dayAfter(29));
    expect(told).toEqual({
      kind: 'reaches',
      at: '2026-07-20T06:00:00.000Z',
      from: '2026-07-20T06:00:00.000Z',
      to: '2026-07-20T06:00:00.000Z',
    });
  });

  it('says how far it may be off where the growth is uneven: in 12 days, 10 to 17', () => {
    const uneven = rising(30, 40_000, 100).map((used, day) => used + ([0, 180, -120, 60, -90][day % 5] ?? 0));
    expect(forecast(daily(uneven), { used: 42_900, limit: 44_100 }, dayAfter(29))).toEqual({
      kind: 'reaches',
      at: '2026-07-12T06:00:00.000Z',
      from: '2026-07-09T23:00:00.000Z',
      to: '2026-07-17T09:00:00.000Z',
    });
  });

  it('claims nothing of fewer than eight samples, or less than seven days', () => {
    const use = { used: 40_700, limit: 41_000 };
    expect(forecast([], use, dayAfter(6))).toEqual({ kind: 'short' });
    expect(forecast(daily(rising(7, 40_000, 100)), use, dayAfter(6))).toEqual({ kind: 'short' });
    const hourly = rising(100, 40_000, 7).map((used, hour) => ({
      at: dayAfter(hour / 24).toISOString(),
      used,
    }));
    expect(forecast(hourly, use, dayAfter(5))).toEqual({ kind: 'short' });
    expect(forecast(daily(rising(8, 40_000, 100)), use, dayAfter(7))).toMatchObject({
      kind: 'reaches',
      at: '2026-06-11T06:00:00.000Z',
    });
  });

  it('takes counts of the same hours for one: seven scans of an afternoon are not seven days', () => {
    const afternoon = Array.from({ length: 7 }, (_, scan) => ({
      at: dayAfter(8 + scan / 48).toISOString(),
      used: 41_000 + scan * 20,
    }));
    const told = [...daily(rising(1, 40_000, 0)), ...afternoon];
    expect(forecast(told, { used: 41_120, limit: 42_000 }, dayAfter(8.2))).toEqual({ kind: 'short' });
  });

  it('claims nothing further ahead than four times the history', () => {
    const history = daily(rising(11, 100, 1));
    expect(forecast(history, { used: 110, limit: 150 }, dayAfter(10))).toMatchObject({
      kind: 'reaches',
      at: '2026-07-21T06:00:00.000Z',
    });
    expect(forecast(history, { used: 110, limit: 151 }, dayAfter(10))).toEqual({ kind: 'far' });
  });

  it('claims nothing where use stands, falls, or comes and goes with the week', () => {
    const until = dayAfter(34);
    expect(forecast(daily(rising(35, 4, 0)), { used: 4, limit: 5 }, until)).toEqual({ kind: 'steady' });
    expect(forecast(daily(rising(35, 4_000, -10)), { used: 3_660, limit: 5_000 }, until)).toEqual({
      kind: 'steady',
    });
    const cleanedOnMondays = Array.from({ length: 35 }, (_, day) => 40_000 + (day % 7) * 500);
    expect(forecast(daily(cleanedOnMondays), { used: 43_000, limit: 50_000 }, until)).toEqual({
      kind: 'steady',
    });
  });

  it('sees the growth behind a clean-up of every week: 100 a day in the mean, 4,200 to go', () => {
    const weeks = Array.from(
      { length: 35 },
      (_, day) => 40_000 + (day % 7) * 500 + Math.floor(day / 7) * 700,
    );
    expect(forecast(daily(weeks), { used: 45_800, limit: 50_000 }, dayAfter(34))).toEqual({
      kind: 'reaches',
      at: '2026-08-09T19:00:00.000Z',
      from: '2026-07-29T21:00:00.000Z',
      to: '2026-08-16T06:00:00.000Z',
    });
  });

  it('begins anew after a single great deletion, and says nothing until that is long enough ago', () => {
    const before = rising(20, 40_000, 100);
    const soon = [...before, ...rising(5, 30_000, 500)];
    expect(forecast(daily(soon), { used: 32_000, limit: 50_000 }, dayAfter(24))).toEqual({ kind: 'short' });
    const later = [...before, ...rising(12, 30_000, 500)];
    // 14,500 more at 500 a day from 2 July on: what was before the deletion has no say.
    expect(forecast(daily(later), { used: 35_500, limit: 50_000 }, dayAfter(31))).toMatchObject({
      kind: 'reaches',
      at: '2026-07-31T06:00:00.000Z',
    });
  });

  it('does not take a single great import for growth', () => {
    const imported = [...rising(10, 40_000, 0), ...rising(10, 48_000, 0)];
    expect(forecast(daily(imported), { used: 48_000, limit: 50_000 }, dayAfter(19))).toEqual({
      kind: 'steady',
    });
  });

  it('names a day between its bounds, none before today, and none on fewer than eight samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 1_000 }),
        (used, limit) => {
          const now = dayAfter(used.length);
          const told = forecast(daily(used), { used: used.at(-1) ?? 0, limit }, now);
          if (told.kind !== 'reaches') return;
          expect(used.length).toBeGreaterThanOrEqual(8);
          expect(told.from <= told.at && (told.to === null || told.at <= told.to)).toBe(true);
          expect(told.from >= now.toISOString()).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    // What it names at all is not left to chance: every such growth is told.
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 1, max: 50 }), (days, by) => {
        const used = rising(days, 100, by);
        const last = used.at(-1) ?? 0;
        const told = forecast(daily(used), { used: last, limit: last + 10 * by }, dayAfter(days - 1));
        expect(told).toMatchObject({ kind: 'reaches', at: dayAfter(days + 9).toISOString() });
      }),
      { numRuns: 100 },
    );
  });

  it('has nothing to foretell at the limit, or past it', () => {
    expect(forecast([], { used: 5, limit: 5 }, dayAfter(1))).toEqual({ kind: 'reached' });
    expect(forecast([], { used: 0, limit: 0 }, dayAfter(1))).toEqual({ kind: 'reached' });
  });
});

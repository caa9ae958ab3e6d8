import { expect, test } from 'vitest';
import { parseSandboxOptions } from '../../../../lib/cli/sandbox/options.ts';

test('nothing given is a day with a guard', () => {
  expect(parseSandboxOptions({})).toEqual({
    ok: true,
    options: { once: false, json: false, day: true, guard: true, spread: false, slow: false },
  });
});

test.each([
  [{ seed: 'x' }, '--seed: expected a whole number from 0 to 4294967295'],
  [{ seed: '-1' }, '--seed: expected a whole number from 0 to 4294967295'],
  [{ port: '70000' }, '--port: expected 65535 or less'],
  [{ regions: '0' }, '--regions: expected 1 or more'],
  [{ json: true }, '--json: goes with --once'],
  [{ inventory: 'inventory.jsonl' }, '--inventory: goes with --once'],
  [{ once: true, day: false }, '--once: plays the day, so not with --no-day'],
  [{ once: true, guard: false }, '--once: needs the guard, so not with --no-guard'],
])('%j is refused: %s', (raw, problem) => {
  expect(parseSandboxOptions(raw)).toEqual({ ok: false, problems: [problem] });
});

test('every mistake is told at once', () => {
  const parsed = parseSandboxOptions({ seed: 'x', port: 'y' });
  expect(parsed.ok ? [] : parsed.problems).toHaveLength(2);
});

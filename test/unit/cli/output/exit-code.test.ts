import { expect, test } from 'vitest';
import { EXIT, worstExit } from '../../../../lib/cli/output/exit-code.ts';

test('exit codes are the four that scripts rely on', () => {
  expect(EXIT).toEqual({ clean: 0, error: 1, findings: 2, partial: 3 });
});

test('an error hides the rest, and what was not looked at outweighs what was found', () => {
  expect(worstExit([])).toBe(0);
  expect(worstExit([0, 2, 0])).toBe(2);
  expect(worstExit([2, 3, 0])).toBe(3);
  expect(worstExit([3, 2, 1, 0])).toBe(1);
});

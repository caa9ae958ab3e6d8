import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../lib/policy/glob.ts';

describe('globMatches', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['a', '', false],
    ['*', '', true],
    ['**', '', true],
    ['*', 'anything', true],
    ['a*', 'a', true],
    ['a**', 'a', true],
    ['a*b', 'ab', true],
    ['a*b', 'axxb', true],
    ['a*b', 'axxbc', false],
    ['*b*', 'abc', true],
    ['*ab', 'aab', true],
    ['*aab', 'aaab', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?', 'a', false],
    ['?', 'ab', false],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['a.c', 'abc', false],
    ['A', 'a', false],
    ['*?', '', false],
    ['*?', 'a', true],
  ])('%s on "%s": %s', (glob, text, matches) => {
    expect(globMatches(glob, text)).toBe(matches);
  });

  it('ends soon on what makes a backtracking matcher slow', () => {
    expect(globMatches('*a'.repeat(500) + 'b', 'a'.repeat(2000))).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../../lib/sandbox/ec2/pattern.ts';

describe('a filter pattern', () => {
  it.each([
    ['golden-*', 'golden-web', true],
    ['golden-*', 'golden-', true],
    ['golden-?', 'golden-', false],
    ['golden-?', 'golden-1', true],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['a\\*c', 'abc', false],
    ['a\\*c', 'a*c', true],
    ['a\\\\*', 'a\\bc', true],
    ['(x)*', '(x)[y]', true],
    ['*line', 'first\nline', true],
  ])('%s on %j', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('that is a text with its special characters taken literally matches that text and no other', () => {
    const literal = (text: string) => text.replace(/[*?\\]/g, '\\$&');
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(matchesPattern(literal(text), other)).toBe(text === other);
        expect(matchesPattern(literal(text), text)).toBe(true);
      }),
    );
  });
});

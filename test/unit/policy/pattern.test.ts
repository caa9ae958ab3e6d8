import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../lib/policy/glob.ts';
import { compilePattern, patternMatches } from '../../../lib/policy/pattern/pattern.ts';

const matches = (pattern: string, text: string): boolean => {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return patternMatches(compiled.pattern, text);
};

describe('patterns', () => {
  it.each([
    ['^[a-z0-9.-]+@example\\.com$', 'web@example.com', true],
    ['^[a-z0-9.-]+@example\\.com$', 'web@examplescom', false],
    ['^[a-z0-9.-]+@example\\.com$', 'web@example.com\n', false],
    ['^[0-9]{4}$', '1234', true],
    ['^[0-9]{4}$', '12345', false],
    ['golden', 'a-golden-image', true],
    ['^(golden|app)-[a-z0-9-]+-[0-9]{8}$', 'app-web-20260901', true],
    ['(?i)^prod$', 'PROD', true],
    ['^a.c$', 'a\nc', false],
    ['(?s)^a.c$', 'a\nc', true],
    ['\\bprod\\b', 'my prod box', true],
    ['^\\w{2,3}$', 'ab', true],
    ['^\\w{2,3}$', 'abcd', false],
    ['^[[:digit:]x]+$', '1x2', true],
    ['^[^\\d]$', '7', false],
    ['^.$', '😀', true],
  ])('%s on %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    ['(a', 'a `(` without its `)` (at character 3)'],
    ['a)', 'a `)` without its `(` (at character 2)'],
    ['[a', 'a `[` without its `]` (at character 1)'],
    ['*a', 'nothing to repeat (at character 1)'],
    ['a**', 'a repetition of a repetition (at character 1)'],
    ['a{1001}', 'a repetition must count upwards, to 1000 at most (at character 2)'],
    ['[z-a]', '`z-a` runs backwards (at character 2)'],
    ['a\\', 'a `\\` at the end (at character 2)'],
    ['(?=a)', 'expected `(?:`, `(?P<name>` or the flags i, s, U (at character 3)'],
    ['(a)\\1', '`\\1` is not supported (at character 4)'],
    ['\\p{Greek}', '`\\p` is not supported (at character 1)'],
    ['((a{1000}){1000}){1000}', 'the pattern is too large (at character 1)'],
    ['('.repeat(200), 'groups nested deeper than 100 (at character 102)'],
  ])('refuses %s', (pattern, problem) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, problem });
  });

  it('takes steps in proportion to the text where backtracking would double them with each letter', () => {
    expect(matches('^(a+)+$', `${'a'.repeat(20_000)}b`)).toBe(false);
    expect(matches('^(a?){50}a{50}$', 'a'.repeat(50))).toBe(true);
  });

  it('agrees with RE2 on every pattern that it takes', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        'k',
        'S',
        '.',
        '^',
        '$',
        '\\b',
        '\\B',
        '\\d',
        '\\w',
        '\\W',
        '\\s',
        '[a-c]',
        '[^a]',
        '(',
        ')',
        '|',
      ],
      ...[
        '[[:alpha:]_-]',
        '(?:',
        '(?i)',
        '(?s)',
        '(?i:',
        '(?-i)',
        '*',
        '+',
        '?',
        '*?',
        '{2}',
        '{1,2}',
        '{0,}',
        '{,2}',
      ],
      ...['-', '\\.', '\\x41', '\\x{212a}', 'é', '[]a]', '[a-]', '[^\\w]', '\n', '\\A', '\\z', '[', '{'],
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    const letters = [
      'a',
      'b',
      'c',
      'k',
      'K',
      'S',
      's',
      '\u212a',
      '\u017f',
      '.',
      '-',
      '_',
      '1',
      ' ',
      '\n',
      'é',
      '{',
      ',',
    ];
    const text = fc.array(fc.constantFrom(...letters), { maxLength: 5 }).map((parts) => parts.join(''));
    let compared = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 4 }), (source, texts) => {
        const own = compilePattern(source);
        if (!own.ok) return;
        const re2 = RE2JS.compile(source);
        for (const candidate of texts) {
          compared++;
          expect(patternMatches(own.pattern, candidate)).toBe(re2.test(candidate));
        }
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});

describe('globs', () => {
  it.each([
    ['eu-*', 'eu-west-1', true],
    ['eu-*', 'us-east-1', false],
    ['*', '', true],
    ['?', '', false],
    ['arn:aws:kms:*:111122223333:key/*', 'arn:aws:kms:eu-west-1:111122223333:key/1', true],
    ['arn:aws:kms:*:111122223333:key/*', 'arn:aws:kms:eu-west-1:222233334444:key/1', false],
    ['a*b*c', 'aXbXbXc', true],
    ['a.c', 'abc', false],
    ['abc', 'abcd', false],
  ])('%s on %j: %s', (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  it('does not blow up on stars', () => {
    expect(globMatches(`${'a*'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { fitsPattern } from '../../../lib/policy/pattern/fits-pattern.ts';
import { compilePattern } from '../../../lib/policy/pattern/pattern.ts';

const LAST = '\u{10ffff}';

describe('each piece of a pattern takes what it says and nothing else', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['^a*$', ['', 'aaa'], ['b', 'ab']],
    ['^a+$', ['a', 'aa'], ['']],
    ['^a?$', ['', 'a'], ['aa']],
    ['^a{2}$', ['aa'], ['', 'a', 'aaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^a{1,2}$', ['a', 'aa'], ['', 'aaa']],
    ['^a{0,2}b$', ['b', 'aab'], ['aaab']],
    ['^a{,2}$', ['a{,2}'], ['a', 'aa']],
    ['^a{1000}$', ['a'.repeat(1000)], ['a'.repeat(999)]],
    ['^(a|bc|)$', ['', 'a', 'bc'], ['ab', 'b']],
    [`^${'('.repeat(100)}a${')'.repeat(100)}$`, ['a'], ['']],
    ['^(?P<name>ab)+$', ['ab', 'abab'], ['a', 'P<name>ab']],
    ['^(?<n_1>a)(?:b)$', ['ab'], ['a', 'b']],
    ['^(?i:a)b$', ['ab', 'Ab'], ['AB']],
    ['^(?i)a(?-i)b$', ['Ab'], ['AB']],
    ['^((?i)a)b$', ['Ab'], ['AB']],
    ['^(?is)a.$', ['A\n', 'ab'], ['b\n']],
    ['^(?s)(?i-s)a.$', ['Ab'], ['A\n']],
    ['^(?s)(?i)a.$', ['A\n'], ['\n']],
    ['^(?U)a+$', ['aa'], ['b']],
    ['\\Aa\\z', ['a'], ['ba', 'ab', 'a\n']],
    ['\\bab\\b', ['ab', '-ab-'], ['aab', 'ab_', 'ab1']],
    ['\\Ba\\B', ['bab'], ['a', 'ba', 'ab']],
    ['^\\a\\f\\t\\n\\r\\v$', ['\u0007\f\t\n\r\v'], ['aftnrv']],
    ['^\\x41\\x{42}\\x{10FFFF}\\x{0}$', [`AB${LAST}\0`], ['x41']],
    ['^\\x412$', ['A2'], ['\u0412']],
    ['^[\\x41-\\x{43}]$', ['A', 'C'], ['D', '@']],
    ['^\\.\\-\\/\\~\\ $', ['.-/~ '], ['a-/~ ']],
    ['^\\D\\S\\W$', ['a1-', '-_ '], ['1a-', 'a -', 'aa_']],
    ['^[\\d-]$', ['1', '-'], ['a']],
    ['^[\\S1]$', ['1', 'a'], [' ']],
    ['^[a\\-z]$', ['a', '-', 'z'], ['b']],
    ['^[]a]$', [']', 'a'], ['[']],
    ['^[^]a]$', ['b', '^'], [']', 'a']],
    ['^[-a]$', ['-', 'a'], ['b']],
    ['^[a-]$', ['-', 'a'], ['b']],
    ['^[a-cx-z]$', ['b', 'y'], ['d', '-']],
    ['^[a-fc-d]$', ['e', 'f'], ['g']],
    ['^[[:^digit:]]$', ['a', '^'], ['1']],
    ['^[[:upper:][:digit:]]$', ['A', '1'], ['a', ':']],
    ['^[[:a]$', ['[', ':', 'a'], ['b']],
    ['^[^a]$', ['b', '\0', LAST], ['a']],
    ['^[^a-fc-d]$', ['g'], ['e', 'f']],
    ['^[^\\x{10fffe}]$', [LAST], ['\u{10fffe}']],
    ['^[a-a]$', ['a'], ['b']],
    ['^a*?b+?c??$', ['b', 'aabbc'], ['a']],
    ['^(?is-si:a.)$', ['ab'], ['Ab', 'a\n']],
    ['^[^\\x00-a]$', ['b', LAST], ['\0', 'a']],
    ['^[^b-\\x{10ffff}]$', ['a', '\0'], ['b', LAST]],
    ['^.$', ['a', LAST, '\uffff'], ['\n', 'ab', '']],
    ['^..$', ['\uffffa', '😀a'], ['😀']],
  ])('%s', (pattern, takes, leaves) => {
    expect([...takes, ...leaves].filter((text) => fitsPattern(pattern, text))).toEqual(takes);
  });

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['^(?i)a$', ['a', 'A'], ['!', '\u212a']],
    ['^(?i)[b-d]$', ['b', 'D'], ['a', 'E', '"']],
    ['^(?i)[B-D]$', ['b', 'D'], ['a', 'e', 'bb']],
    ['^(?i)[Y-b]$', ['Y', 'y', 'z', '_', 'A', 'b', 'B'], ['x', 'X', 'c', 'C']],
    ['^(?i)[A]$', ['a', 'A'], ['b']],
    ['^(?i)[z]$', ['z', 'Z'], ['y']],
    ['^(?i)[[:digit:]]$', ['0', '9'], ['P', 'Y', '\u0010']],
    ['^(?i)\\x7f$', ['\u007f'], ['_']],
    ['^(?i)k$', ['k', 'K', '\u212a'], ['\u017f']],
    ['^(?i)s$', ['s', 'S', '\u017f'], ['\u212a']],
    ['^(?i)\\w$', ['a', '_', '\u212a', '\u017f'], ['-']],
  ])('%s', (pattern, takes, leaves) => {
    expect([...takes, ...leaves].filter((text) => fitsPattern(pattern, text))).toEqual(takes);
  });

  it.each([
    ['(?i)é', '`(?i)` with letters outside ASCII is not supported (at character 6)'],
    ['(?i)\\x{80}', '`(?i)` with letters outside ASCII is not supported (at character 11)'],
    ['[[:nope:]]', '`[:nope:]` is no class (at character 2)'],
    ['[a-c-e]', 'a `-` that spans nothing: write `\\-` (at character 5)'],
    ['[a-', 'ends too early (at character 4)'],
    ['\\x4', '`\\x` takes two hex digits, or {digits} (at character 1)'],
    ['\\xg1', '`\\x` takes two hex digits, or {digits} (at character 1)'],
    ['a\\x{}', '`\\x` takes two hex digits, or {digits} (at character 2)'],
    ['\\x{g}', '`\\x` takes two hex digits, or {digits} (at character 1)'],
    ['\\x-41', '`\\x` takes two hex digits, or {digits} (at character 1)'],
    ['\\x{110000}', '`\\x` takes two hex digits, or {digits} (at character 1)'],
    ['\\é', '`\\é` is not supported (at character 1)'],
    ['\\q', '`\\q` is not supported (at character 1)'],
    ['(?)', 'expected `(?:`, `(?P<name>` or the flags i, s, U (at character 3)'],
    ['(?xP<a>b)', 'expected `(?:`, `(?P<name>` or the flags i, s, U (at character 3)'],
    ['a{1001,}', 'a repetition must count upwards, to 1000 at most (at character 2)'],
    ['(?xi)a', 'expected `(?:`, `(?P<name>` or the flags i, s, U (at character 3)'],
    ['(?:a{1000}){10}b', 'the pattern is too large (at character 1)'],
    ['(?i)[aé]', '`(?i)` with letters outside ASCII is not supported (at character 8)'],
    ['a{2,1}', 'a repetition must count upwards, to 1000 at most (at character 2)'],
    ['a{0,1001}', 'a repetition must count upwards, to 1000 at most (at character 2)'],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 'groups nested deeper than 100 (at character 102)'],
  ])('%s is refused', (pattern, problem) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, problem });
  });

  it('ten thousand steps are taken, and each character is one', () => {
    expect(compilePattern('(?:a{1000}){10}').ok).toBe(true);
  });

  it('a pattern that no policy was loaded with is a fault', () => {
    expect(() => fitsPattern('(', '')).toThrow('pattern ( of a loaded policy: a `(` without its `)`');
  });
});

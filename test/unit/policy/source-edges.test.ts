import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../lib/policy/source/did-you-mean.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { contains, disjoint } from '../../../lib/policy/source/scope-relation.ts';
import { sortProblems } from '../../../lib/policy/source/source-file.ts';
import { snapshotSharingSource } from '../../../lib/policy/source/rules/snapshot-sharing.ts';
import { Steps } from '../../../lib/policy/source/steps.ts';
import { everyMember, ladder, lower, tagOrder } from '../../../lib/policy/source/strictness.ts';

const compiled = (files: Readonly<Record<string, string>>) =>
  compilePolicy(Object.entries(files).map(([name, text]) => ({ name, text })));

/** The lines of all problems, or `ok` with those of the warnings. */
const said = (files: Readonly<Record<string, string>>): readonly string[] => {
  const result = compiled(files);
  return result.ok ? ['ok', ...result.warnings] : result.problems;
};

const RULES = 'version: 1\nrules: { sharing: {} }\n';

describe('files of a policy', () => {
  it('are named in the order of the policy, however they are given', () => {
    const result = compiled({
      'p.yaml': `${RULES}include: [b.yaml, a.yaml]\n`,
      'given.yaml': 'tests: []\n',
      'a.yaml': 'groups: {}\n',
      'b.yaml': 'include: [c.yaml]\n',
      'c.yaml': 'groups: {}\n',
    });
    expect(result.ok && result.files).toEqual(['p.yaml', 'b.yaml', 'c.yaml', 'a.yaml', 'given.yaml']);
  });

  it('an include that leads to a file is no warning', () => {
    expect(said({ 'p.yaml': `${RULES}include: [a.yaml]\n`, 'a.yaml': 'groups: {}\n' })).toEqual(['ok']);
  });

  it('one that is given beside the policy leads no further than the policy’s own folder', () => {
    const files = {
      'org/p.yaml': RULES,
      'given.yaml': 'include: [elsewhere.yaml]\n',
      'elsewhere.yaml': 'groups: {}\n',
    };
    expect(said(files)).toEqual([
      'given.yaml:1:11: "elsewhere.yaml" leads out of the folder of the policy: expected one in it (only org/p.yaml itself may name others)',
    ]);
  });

  it('of two that are given beside it the second may not include the first, which stands there already', () => {
    const files = { 'p.yaml': RULES, 'a.yaml': 'groups: {}\n', 'b.yaml': 'include: [a.yaml]\n' };
    expect(said(files)).toEqual([
      'b.yaml:1:11: a.yaml is included already: expected once (b.yaml -> a.yaml)',
    ]);
  });

  it('a thousand are the most, and one too many is told once', () => {
    const names = (count: number): readonly string[] =>
      Array.from({ length: count }, (_, n) => `t/${String(n).padStart(4, '0')}.yaml`);
    const files = (count: number) => ({
      'p.yaml': `${RULES}include: ['t/*.yaml']\n`,
      ...Object.fromEntries(names(count).map((name) => [name, 'groups: {}\n'])),
    });
    expect(said(files(999))).toEqual(['ok']);
    const most = 'p.yaml:3:11: too many files: expected at most 1000';
    expect(said(files(1000))).toEqual([most]);
    expect(said(files(1003))).toEqual([most]);
  });

  it('a thousand includes are the most', () => {
    const including = (count: number): readonly string[] =>
      said({ 'p.yaml': `${RULES}include: [${'"none-*.yaml", '.repeat(count)}]\n` }).filter(
        (line) => !line.includes('matches no file') && !/^and \d+ more$/.test(line),
      );
    expect(including(1000)).toEqual(['ok']);
    expect(including(1001)).toEqual([
      expect.stringContaining('too many includes: expected at most 1000 in all files'),
    ]);
  });

  it('four million characters are the most', () => {
    const files = (last: number) => {
      const main = `${RULES}include: ['t/*.yaml']\n`;
      const lengths = [999_000, 999_000, 999_000, 999_000, last - main.length];
      const team = lengths.map(
        (length, n) => [`t/${String(n)}.yaml`, `tests: [] #${'a'.repeat(length - 11)}`] as const,
      );
      return { 'p.yaml': main, ...Object.fromEntries(team) };
    };
    expect(said(files(4_000))).toEqual(['ok']);
    expect(said(files(4_001))).toEqual([
      'p.yaml:3:11: too large: expected at most 4000000 characters in all files',
    ]);
  });

  it('an included file may hand on what it may hold itself, and no more', () => {
    const files = (may: string) => ({
      'p.yaml': `${RULES}include: [{ file: a.yaml, may: [groups, tests] }]\n`,
      'a.yaml': `include: [{ file: b.yaml, may: [${may}] }]\n`,
      'b.yaml': 'groups: {}\n',
    });
    expect(said(files('groups'))).toEqual(['ok']);
    expect(said(files('waivers, groups, rules'))).toEqual([
      'a.yaml:1:19: waivers, rules: expected only what this file may hold itself (groups, tests)',
    ]);
  });

  it('each section that a file may not hold is told once, and nothing else of it', () => {
    const files = {
      'p.yaml': `${RULES}include: [a.yaml]\n`,
      'a.yaml': 'mode: { odd: 1 }\nwaivers: 7\nrules: { sharing: { mode: enforced } }\n',
    };
    const may = 'groups, rules, overrides, tests';
    expect(said(files)).toEqual([
      `a.yaml:1:1: \`mode\` stands in the policy itself alone: expected ${may}`,
      `a.yaml:2:1: \`waivers\` may not stand in this file by its include (p.yaml:3:11): expected ${may}`,
      expect.stringContaining('a.yaml:3:'),
    ]);
  });
});

describe('what is wrong is told', () => {
  it('by the policy’s files, then by line, then by column, then by its text; each line once', () => {
    const at = (file: string, line: number, column: number, message: string) => ({
      at: { file, line, column },
      message,
    });
    const given = [
      at('b', 1, 1, 'x'),
      at('a', 2, 1, 'x'),
      at('a', 1, 9, 'x'),
      at('a', 1, 2, 'y'),
      at('a', 1, 2, 'x'),
      at('a', 1, 2, 'z'),
      at('a', 1, 2, 'y'),
    ];
    const sorted = sortProblems(given, ['a', 'b']).problems.map((one) => [
      `${one.at.file}:${String(one.at.line)}:${String(one.at.column)}`,
      one.message,
    ]);
    expect(sorted).toEqual([
      ['a:1:2', 'x'],
      ['a:1:2', 'y'],
      ['a:1:2', 'z'],
      ['a:1:9', 'x'],
      ['a:2:1', 'x'],
      ['b:1:1', 'x'],
    ]);
    expect(sortProblems(given, ['b', 'a']).problems[0]?.at.file).toBe('b');
  });

  it('a rule that is a number in a waiver is wrong, and not the end', () => {
    const text = `${RULES}waivers: [{ id: w, match: { regions: [a] }, rules: [7], reason: r, owner: o, expires: 2099-01-01 }]\n`;
    expect(said({ 'p.yaml': text })).toEqual([
      'p.yaml:3:53: 7: expected a name of small letters, digits and dashes',
    ]);
  });

  it('keys of digits keep their zeros, and a key that is neither is refused', () => {
    const tags = (key: string): string =>
      `${RULES}overrides: [{ match: { imageTags: { ${key}: a } }, rules: { sharing: { mode: off } } }]\n`;
    const result = compiled({ 'p.yaml': tags('012') });
    expect(result.ok && result.bundle.overrides[0]?.match).toEqual({ imageTags: { '012': 'a' } });
    expect(said({ 'p.yaml': tags('true') })).toContain('p.yaml:3:37: this cannot be a name: expected text');
  });

  it('tags may be called as members are: what they are is no group', () => {
    const text = `${RULES}overrides: [{ match: { imageTags: { ous: '@x', match: '@y' } }, rules: { sharing: { mode: off } } }]\n`;
    expect(said({ 'p.yaml': text })).toEqual(['ok']);
  });

  it('an unknown name inside of `remediate` is told where it stands', () => {
    const text = 'version: 1\nrules: { sharing: { remediate: { bogus: 1 } } }\n';
    expect(said({ 'p.yaml': text })).toEqual([
      expect.stringContaining('p.yaml:2:34: unknown name `bogus`: expected'),
    ]);
  });

  it('a launch is known of after a day: nobody waits for less', () => {
    const text = (time: string): string =>
      `version: 1\nrules: { age: { maxAge: 90d, remediate: { action: deregister, notLaunchedFor: ${time} } } }\n`;
    expect(said({ 'p.yaml': text('23h') })).toEqual([
      expect.stringContaining('expected at least 1d: AWS tells of a launch up to a day after it'),
    ]);
    expect(said({ 'p.yaml': text('1d') })[0]).toBe('ok');
  });

  it('near is what one exchange of neighbours makes of it', () => {
    expect(didYouMean('abd', ['adb'])).toBe(' (did you mean `adb`?)');
    expect(didYouMean('xab', ['xca'])).toBe('');
    expect(didYouMean('abx', ['cax'])).toBe('');
  });
});

describe('scopes', () => {
  const steps = (): Steps => new Steps(1000);
  it.each([
    ['eu-west-1*', 'eu-west-1', false],
    ['eu-west-1', 'eu-west-1*', true],
    ['eu-*-1', 'eu-*', true],
    ['eu-*', 'eu-*-1', false],
    ['eu-west-1', 'eu-*-1', true],
    ['eu-west-2', 'eu-*-1', false],
    ['eu-w*', 'eu-?*', false],
    ['us-*', 'eu-*', false],
  ])('%s lies in %s: %s', (inner, outer, expected) => {
    expect(contains({ regions: [outer] }, { regions: [inner] }, steps())).toBe(expected);
  });

  it.each([
    ['eu-west-1', '*-east-1', true],
    ['us-east-1', '*-east-1', false],
    ['eu-*', 'us-*', true],
    ['eu-*', '*-1', false],
    ['e*', 'eu-*', false],
  ])('%s and %s are apart: %s', (one, other, expected) => {
    expect(disjoint({ regions: [one] }, { regions: [other] }, steps())).toBe(expected);
    expect(disjoint({ regions: [other] }, { regions: [one] }, steps())).toBe(expected);
  });

  it('of an image by its id nobody knows the name', () => {
    const ids = { images: ['ami-0123456789abcdef0'] };
    const names = { images: ['name:*'] };
    expect(contains(names, ids, steps())).toBe(false);
    expect(contains(ids, names, steps())).toBe(false);
    expect(disjoint(names, ids, steps())).toBe(false);
  });
});

describe('what is stricter', () => {
  const stricter = snapshotSharingSource.stricter?.['allow'];
  const allow = (...accounts: readonly string[]) => ({ accounts, organizations: [], units: [] });

  it('of lists of shared snapshots is the one with fewer, where there was one', () => {
    expect(stricter?.(allow('a'), allow('a', 'b'))).toBe(true);
    expect(stricter?.(allow('a', 'b'), allow('a'))).toBe(false);
    expect(stricter?.(allow(), null)).toBe(false);
  });

  it('of tags asks for those that were asked for, whatever they are called', () => {
    const order = everyMember(tagOrder);
    const constructor = { constructor: { kind: 'present' } };
    expect(order({}, constructor)).toBe(false);
    expect(order(constructor, constructor)).toBe(true);
    const pattern = { Owner: { kind: 'pattern', pattern: '^a' } };
    expect(order({ ...pattern, Team: { kind: 'present' } }, pattern)).toBe(true);
    expect(order({ Owner: { kind: 'pattern', pattern: '^b' } }, pattern)).toBe(false);
  });

  it('the same is no less', () => {
    expect(ladder(null, 'v2')('v2', 'v2')).toBe(true);
    expect(ladder(null, 'v2')(null, 'v2')).toBe(false);
    expect(lower(5, 5)).toBe(true);
    expect(lower(null, 5)).toBe(false);
  });
});

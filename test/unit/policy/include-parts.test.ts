import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import {
  besideFile,
  isBelow,
  nameFits,
  pathFits,
  plainPath,
} from '../../../lib/policy/source/include/path.ts';

const compiled = (files: Readonly<Record<string, string>>) => {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
  const result = compilePolicy(sources);
  return result.ok ? result.warnings : result.problems;
};
const RULES = 'version: 1\nrules: { sharing: {} }\n';

describe('paths of included files', () => {
  it.each([
    ['a/./b//c', 'a/b/c'],
    ['a/../b', 'b'],
    ['../../b', '../../b'],
    ['a/../../b', '../b'],
    ['/../b', '/b'],
    ['/a/../../b', '/b'],
    ['../a/..', '..'],
  ])('%s is %s', (path, plain) => {
    expect(plainPath(path)).toBe(plain);
  });

  it.each([
    ['p.yaml', 'team.yaml', true],
    ['p.yaml', '../team.yaml', false],
    ['p.yaml', '/etc/team.yaml', false],
    ['p.yaml', 'etc/', true],
    ['/p.yaml', '/team.yaml', true],
    ['org/p.yaml', 'org/teams/a.yaml', true],
    ['org/p.yaml', 'organ/a.yaml', false],
    ['org/p.yaml', 'a.yaml', false],
    ['../p.yaml', '../team.yaml', true],
    ['../p.yaml', '../../team.yaml', false],
  ])('beside %s, %s is below it: %s', (file, path, expected) => {
    expect(isBelow(file, path)).toBe(expected);
  });

  it('globs go name by name, and pass over what is hidden', () => {
    expect(besideFile('org/p.yaml', '../a.yaml')).toBe('a.yaml');
    expect([nameFits('*', '.git'), nameFits('.*', '.git'), nameFits('*.', 'a.')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(nameFits('*.', '.a.')).toBe(false);
    expect([pathFits('t/*.yaml', 't/a.yaml'), pathFits('t/*.yaml', 't/a/b.yaml')]).toEqual([true, false]);
    expect([pathFits('t/*', 't'), pathFits('t', 't/a'), pathFits('t/a', 't/b')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('files that include others', () => {
  it('are given once, and counted', () => {
    const twice = compilePolicy([
      { name: 'p.yaml', text: RULES },
      { name: './p.yaml', text: RULES },
    ]);
    expect(twice.ok ? [] : twice.problems).toContain('./p.yaml:1:1: this file is given twice: expected once');
    const large = Object.fromEntries(
      Array.from({ length: 5 }, (_, n) => [`t/${String(n)}.yaml`, `# ${'a'.repeat(999_000)}`]),
    );
    expect(compiled({ 'p.yaml': `${RULES}include: ['t/*.yaml']`, ...large })).toContain(
      'p.yaml:3:11: too large: expected at most 4000000 characters in all files',
    );
  });

  it('a circle of many is told by both of its ends', () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`${String(n)}.yaml`, `include: [${String((n + 1) % 12)}.yaml]`]),
    );
    expect(compiled({ 'p.yaml': `${RULES}include: [0.yaml]`, ...files }).join('\n')).toContain(
      '(0.yaml -> 1.yaml -> 2.yaml -> 3.yaml -> … 5 more … -> 9.yaml -> 10.yaml -> 11.yaml -> 0.yaml)',
    );
  });

  it('of eight every one is told, and a glob that matches nothing is warned of', () => {
    const files = Object.fromEntries(
      Array.from({ length: 7 }, (_, n) => [`${String(n)}.yaml`, `include: [${String((n + 1) % 7)}.yaml]`]),
    );
    expect(compiled({ 'p.yaml': `${RULES}include: [0.yaml]`, ...files }).join('\n')).toContain(
      '(0.yaml -> 1.yaml -> 2.yaml -> 3.yaml -> 4.yaml -> 5.yaml -> 6.yaml -> 0.yaml)',
    );
    expect(compiled({ 'p.yaml': `${RULES}include: ['t/*.yaml']` })).toContain(
      'p.yaml:3:11: "t/*.yaml" matches no file',
    );
  });
});

describe('who is told', () => {
  it('is as the policy says, and the rest of it is left out', () => {
    const text = `${RULES}notify:
  default: { slack: '#all', digest: 1h, repeatEvery: 2d }
  routes:
    - { match: { regions: [eu-west-1] }, to: [{ sns: 'arn:aws:sns:eu-west-1:111122223333:team' }], digest: 30m }
    - { match: { regions: [us-east-1] }, to: [{ slack: '#us' }], repeatEvery: 1d }
`;
    const result = compilePolicy([{ name: 'p.yaml', text }]);
    if (!result.ok) throw new Error(result.problems.join('\n'));
    expect(result.bundle.notify).toStrictEqual({
      default: { to: [{ slack: '#all' }], digestSeconds: 3600, repeatSeconds: 172_800 },
      routes: [
        {
          match: { regions: ['eu-west-1'] },
          to: [{ sns: 'arn:aws:sns:eu-west-1:111122223333:team' }],
          digestSeconds: 1800,
          repeatSeconds: null,
        },
        {
          match: { regions: ['us-east-1'] },
          to: [{ slack: '#us' }],
          digestSeconds: null,
          repeatSeconds: 86_400,
        },
      ],
    });
  });

  it('an override holds what it says and nothing else', () => {
    const text = `${RULES}overrides: [{ match: { regions: [eu-west-1] }, rules: { sharing: { mode: off } } }]\n`;
    const result = compilePolicy([{ name: 'p.yaml', text }]);
    if (!result.ok) throw new Error(result.problems.join('\n'));
    const [override] = result.bundle.overrides;
    expect(override?.match).toStrictEqual({ regions: ['eu-west-1'] });
    expect(Object.keys(override?.rules[0] ?? {}).toSorted()).toEqual(['id', 'mode', 'source']);
  });
});

import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const start = 'version: 1\nrules: { sharing: {} }\n';
const letters = Array.from('bcdefghij');
const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...letters.map((letter, index) => {
    const before = index === 0 ? 'a' : (letters[index - 1] ?? '');
    return `${letter}: &${letter} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

const hostile: readonly (readonly [string, string, string])[] = [
  ['billion laughs', laughs, 'too large: expected at most 200000 values, aliases counted'],
  ['an alias of itself', 'a: &a [*a]', 'nested too deeply: expected at most 60 levels'],
  ['an alias of nothing', 'a: *b', '*b names nothing'],
  ['ten megabytes', 'a'.repeat(10_000_000), 'the file is too large: expected at most 1000000 characters'],
  ['brackets in brackets', `a: ${'['.repeat(500_000)}`, 'nested too deeply: expected at most 60 levels'],
  ['mappings in mappings', `{a: `.repeat(200_000), 'nested too deeply: expected at most 60 levels'],
  ['dashes of dashes', '- '.repeat(400_000), 'nested too deeply: expected at most 60 levels'],
  [
    'stairs',
    Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'nested too deeply',
  ],
  [
    'a hundred thousand keys',
    Array.from({ length: 100_000 }, (_, n) => `k${String(n)}: 1`).join('\n'),
    'unknown name `k0`',
  ],
  ['one key a hundred thousand times', 'k: 1\n'.repeat(100_000), '`k` stands twice here: expected once'],
  ['an open quote', `${start}name: "a`, 'YAML: Missing closing "quote'],
  ['bad indentation', 'version: 1\nrules:\n  sharing:\n {}', 'YAML: '],
  ['a tab for blanks', 'version: 1\nrules:\n\tsharing: {}', 'YAML: '],
  [
    'a tag of a language',
    `${start}name: !!js/function x`,
    'YAML: Unresolved tag: tag:yaml.org,2002:js/function',
  ],
  ['another YAML', '%YAML 1.1\n---\nversion: 1', '%YAML 1.1: expected YAML 1.2'],
  ['two documents', `${start}---\n${start}`, 'YAML: a second document begins here: expected one'],
  ['UTF-16', Array.from(start).join('\u0000'), 'this is not UTF-8 text: expected YAML 1.2 in UTF-8'],
  ['bytes', '\ufffd\ufffd\u0001', 'this is not UTF-8 text: expected YAML 1.2 in UTF-8'],
  ['a prototype', `${start}__proto__: { mode: off }`, '`__proto__` cannot be a name'],
  [
    'a prototype of a rule',
    'version: 1\nrules: { sharing: { __proto__: { mode: off } } }',
    '`__proto__` cannot be a name',
  ],
  ['a constructor', 'version: 1\nrules: { constructor: {} }', 'unknown rule `constructor`'],
  ['a list for a key', '? [a, b]\n: 1', 'this cannot be a name: expected text'],
  [
    'a pattern that backtracks',
    `${start}waiverPolicy: { requireTicket: '(?=a)' }`,
    'expected a pattern in RE2 syntax',
  ],
  [
    'a pattern that multiplies',
    `${start}waiverPolicy: { requireTicket: '((a{999}){999}){999}' }`,
    'expected a pattern in RE2 syntax: the pattern is too large',
  ],
];

describe('hostile policies are refused, with a place', () => {
  it.each(hostile)('%s', (_name, text, expected) => {
    const compiled = compilePolicy([{ name: 'p.yaml', text }]);
    const problems = compiled.ok ? [] : compiled.problems;
    expect(problems[0]).toMatch(/^p\.yaml:\d+:\d+: /);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.length).toBeLessThanOrEqual(201);
  });

  it('and leave the prototypes of others alone', () => {
    for (const [, text] of hostile.filter(([, source]) => source.length < 1000))
      compilePolicy([{ name: 'p', text }]);
    expect('mode' in {}).toBe(false);
  });
});

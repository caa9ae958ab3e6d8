import type { SourceFile } from '../../../lib/policy/source/source-file.ts';

/** A policy that must be refused, and a piece of the message that says why. */
export interface Hostile {
  readonly files: readonly SourceFile[];
  readonly says: string;
}

const start = 'version: 1\nrules: { sharing: {} }\n';
const times = (count: number, text: (n: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(between);
const account = (n: number): string => `'${String(100_000_000_000 + n)}'`;

const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from('bcdefghij', (letter, index) => {
    const before = index === 0 ? 'a' : ('bcdefghij'[index - 1] ?? '');
    return `${letter}: &${letter} [${times(10, () => `*${before}`, ', ')}]`;
  }),
].join('\n');

/** Text made to take time, memory or a stack. */
const LARGE: Readonly<Record<string, readonly [string, string]>> = {
  'billion laughs': [laughs, 'too large: expected at most 200000 values, aliases counted'],
  'an alias of itself': ['a: &a [*a]', 'nested too deeply: expected at most 60 levels'],
  'ten megabytes': ['a'.repeat(10_000_000), 'the file is too large: expected at most 1000000 characters'],
  'ten megabytes of lines': [
    'a:\n'.repeat(3_400_000),
    'the file is too large: expected at most 1000000 characters',
  ],
  'one line of a megabyte': [
    `${start}name: ${'a'.repeat(990_000)}`,
    'expected a name of small letters, digits and dashes',
  ],
  'brackets in brackets': [`a: ${'['.repeat(500_000)}`, 'nested too deeply: expected at most 60 levels'],
  'mappings in mappings': ['{a: '.repeat(200_000), 'nested too deeply: expected at most 60 levels'],
  'dashes of dashes': ['- '.repeat(400_000), 'nested too deeply: expected at most 60 levels'],
  stairs: [times(1000, (depth) => `${' '.repeat(depth)}a:`), 'nested too deeply'],
  'a hundred thousand keys': [times(100_000, (n) => `k${String(n)}: 1`), 'unknown name `k0`'],
  'one key a hundred thousand times': ['k: 1\n'.repeat(100_000), '`k` stands twice here: expected once'],
  'a hundred thousand rules': [
    `version: 1\nrules: {${times(100_000, (n) => `r${String(n)}: `, ',')}}`,
    'unknown rule `r0`',
  ],
  'ten thousand unknown names of ten thousand': [
    `version: 1\nrules:\n${times(9000, (n) => ` ${'r'.repeat(30)}${String(n)}: {kind: export}`)}\nwaivers: [{ rules: [${times(9000, (n) => `${'q'.repeat(30)}${String(n)}`, ', ')}] }]`,
    'and ',
  ],
  'a group of a million accounts, in small pieces': [
    `${start}groups: { g: { accounts: [${times(30_000, account, ',')}] } }\noverrides:\n${times(4000, () => '- { match: "@g", rules: { sharing: { mode: off } } }')}`,
    'too large with `@g` put in: expected at most 500000 entries of groups, wherever they are named',
  ],
  'a pattern that multiplies': [
    `${start}waiverPolicy: { requireTicket: '((a{999}){999}){999}' }`,
    'expected a pattern in RE2 syntax: the pattern is too large',
  ],
  'a pattern for another engine': [
    `${start}waiverPolicy: { requireTicket: '(?=a)' }`,
    'expected a pattern in RE2 syntax',
  ],
  'a pattern of a megabyte': [
    `version: 1\nrules: { naming: { pattern: '${'(a|'.repeat(300_000)}' } }`,
    'expected a pattern of at most 1000 characters',
  ],
  'an expression of a megabyte': [
    `version: 1\nrules: { r: { kind: cel, assert: '${'a'.repeat(900_000)}' } }`,
    'longer than 2048 characters',
  ],
  'an expression of brackets': [
    `version: 1\nrules: { r: { kind: cel, assert: '${'('.repeat(1000)}true${')'.repeat(1000)}' } }`,
    'p.yaml:2:',
  ],
  'an expression of loops in loops': [
    "version: 1\nrules: { r: { kind: cel, assert: 'image.launchPermission.all(a, image.launchPermission.all(b, image.launchPermission.all(c, true)))' } }",
    'p.yaml:2:',
  ],
};

/** Text that means something else than it seems to. */
const ODD: Readonly<Record<string, readonly [string, string]>> = {
  'an alias of nothing': ['a: *b', '*b names nothing'],
  'an open quote': [`${start}name: "a`, 'YAML: Missing closing "quote'],
  'bad indentation': ['version: 1\nrules:\n  sharing:\n {}', 'YAML: '],
  'a tab for blanks': ['version: 1\nrules:\n\tsharing: {}', 'YAML: '],
  'blanks that are none': ['version: 1\nrules:\n\u00a0\u00a0sharing: {}', 'unknown name'],
  'a tag of a language': [
    `${start}name: !!js/function x`,
    'YAML: Unresolved tag: tag:yaml.org,2002:js/function',
  ],
  'a tag of its own': [`${start}name: !ruby/object:Gem::Installer x`, 'YAML: Unresolved tag'],
  'another YAML': ['%YAML 1.1\n---\nversion: 1', '%YAML 1.1: expected YAML 1.2'],
  'two documents': [`${start}---\n${start}`, 'YAML: a second document begins here: expected one'],
  'a merge key': [
    `${start}groups: { a: &a { regions: [eu-west-1] }, b: { <<: *a } }`,
    '`<<` merges nothing in YAML 1.2: expected the members themselves',
  ],
  'UTF-16': [Array.from(start).join('\u0000'), 'this is not UTF-8 text: expected YAML 1.2 in UTF-8'],
  bytes: ['\ufffd\ufffd\u0001', 'this is not UTF-8 text: expected YAML 1.2 in UTF-8'],
  'Latin-1 in the midst': [`${start}# gr\ufffdn\n`, 'p.yaml:3:5: this is not UTF-8 text'],
  'a second byte order mark': [
    'version: 1\n\ufeffrules: { sharing: {} }',
    'p.yaml:2:1: the character U+FEFF is not seen',
  ],
  'text that turns around': [
    `${start}# \u202e }}ffo :edom{ :gnirahs`,
    'p.yaml:3:3: the character U+202E is not seen',
  ],
  'a blank without width': [
    'version: 1\nrules: { sharing: { mo\u200bde: audit } }',
    'p.yaml:2:23: the character U+200B is not seen',
  ],
  'an escape of the terminal': [`${start}# \u001b[2J`, 'the character U+001B is not seen'],
  'a letter of another alphabet in a word': [
    'version: 1\nmode: \u0430udit\nrules: { sharing: {} }',
    '(did you mean `audit`?)',
  ],
  'a letter of another alphabet in a rule': [
    'version: 1\nrules: { sh\u0430ring: {} }',
    'unknown rule `sh\u0430ring` (did you mean `sharing`?)',
  ],
  'a letter of another alphabet in a group': [
    `version: 1\ngroups: { prod: { ous: [Root/Prod] } }\nrules: { sharing: { match: '@pr\u043ed' } }`,
    '"@pr\u043ed": expected the name of a group',
  ],
  'digits of another script': [
    `${start}groups: { g: { accounts: ['\u0661\u0661\u0661\u0661\u0662\u0662\u0662\u0662\u0663\u0663\u0663\u0663'] } }`,
    'expected an account id of 12 digits in quotes',
  ],
  'huge numbers': [
    'version: 1\nrules: { sharing: { remediate: { limit: { perHour: 1e999 } } } }',
    '1e999: expected a whole number of changes an hour',
  ],
  'a version that is none': [
    'version: 1.0000000000000001e0\nrules: { sharing: {}, }\nmode: 0',
    '0: expected one of off, audit, notify, enforce',
  ],
  'a grace of a million years': [
    'version: 1\nrules: { sharing: { grace: 99999999d } }',
    'expected at most 3650d',
  ],
  'an account in octal': [
    `${start}groups: { g: { accounts: [0o14, 0111122223333] } }`,
    '0111122223333 without quotes is a number, and its leading zeros are lost',
  ],
  'a list for a key': ['? [a, b]\n: 1', 'this cannot be a name: expected text'],
  'nothing for a key': [
    `${start}groups: { ? : { regions: [eu-west-1] } }`,
    'this cannot be a name: expected text',
  ],
};

const PROTO = '`__proto__` cannot be a name';

/** Names that JavaScript's own objects have. */
const PROTOTYPES: Readonly<Record<string, readonly [string, string]>> = {
  'a prototype at the top': [`${start}__proto__: { mode: off }`, PROTO],
  'a prototype of a rule': ['version: 1\nrules: { sharing: { __proto__: { mode: off } } }', PROTO],
  'a prototype as a rule': ['version: 1\nrules: { __proto__: { kind: sharing } }', PROTO],
  'a prototype as a group': [`${start}groups: { __proto__: { regions: [eu-west-1] } }`, PROTO],
  'a prototype as a tag': ['version: 1\nrules: { required-tags: { tags: { "__proto__": true } } }', PROTO],
  'a prototype as a tag of a scope': [
    `${start}overrides: [{ match: { accountTags: { __proto__: a } }, rules: { sharing: { mode: off } } }]`,
    PROTO,
  ],
  'a prototype as a rule of an override': [
    `${start}overrides: [{ match: { regions: [eu-west-1] }, rules: { __proto__: { mode: off } } }]`,
    PROTO,
  ],
  'a prototype in a test': [
    `${start}tests: [{ name: t, given: { account: '111122223333', region: eu-west-1, __proto__: {} }, expect: { sharing: pass } }]`,
    PROTO,
  ],
  'a prototype in an expectation': [
    `${start}tests: [{ name: t, given: { account: '111122223333', region: eu-west-1 }, expect: { __proto__: pass } }]`,
    PROTO,
  ],
  'a constructor as a rule': ['version: 1\nrules: { constructor: {} }', 'unknown rule `constructor`'],
  'a constructor as a kind': [
    'version: 1\nrules: { r: { kind: constructor } }',
    'unknown kind `constructor`',
  ],
  'a constructor as a group': [
    `version: 1\nrules: { sharing: { match: '@constructor' } }`,
    'unknown group `@constructor`',
  ],
  'a constructor as a member': [
    'version: 1\nrules: { sharing: { constructor: {} } }',
    'unknown name `constructor`',
  ],
  'a constructor in an override': [
    `${start}overrides: [{ match: { regions: [eu-west-1] }, rules: { constructor: { mode: off } } }]`,
    'unknown rule `constructor`',
  ],
  'a constructor in an expectation': [
    `${start}tests: [{ name: t, given: { account: '111122223333', region: eu-west-1 }, expect: { constructor: pass } }]`,
    'unknown rule `constructor`',
  ],
  'a constructor of a waiver': [
    `${start}waivers: [{ id: W, rules: [constructor], match: '@x', reason: r, owner: o, expires: 2027-01-01 }]`,
    'unknown rule `constructor`',
  ],
};

const one = ([text, says]: readonly [string, string]): Hostile => ({
  files: [{ name: 'p.yaml', text }],
  says,
});

const including = (files: Readonly<Record<string, string>>, include: string, says: string): Hostile => ({
  files: Object.entries({ 'p.yaml': `${start}include: ${include}`, ...files }).map(([name, text]) => ({
    name,
    text,
  })),
  says,
});

const teams = (count: number, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`t/${String(n)}.yaml`, text]));

/** Files that lead to each other. */
const INCLUDES: Readonly<Record<string, Hostile>> = {
  'a file that includes itself': including({}, '[p.yaml]', 'a circle of includes (p.yaml -> p.yaml)'),
  'a circle of files': including(
    { 'a.yaml': 'include: [b.yaml]', 'b.yaml': 'include: [a.yaml]' },
    '[a.yaml]',
    'a circle of includes (a.yaml -> b.yaml -> a.yaml)',
  ),
  'a chain of a thousand files': including(
    Object.fromEntries(
      Array.from({ length: 1002 }, (_, n) => [`${String(n)}.yaml`, `include: [${String(n + 1)}.yaml]`]),
    ),
    '[0.yaml]',
    'too many files: expected at most 1000',
  ),
  'laughs in many files': including(
    teams(30, `x: [${times(9, (n) => `&a${String(n)} [${times(2000, () => 'x', ',')}]`, ',')}]`),
    "['t/*.yaml']",
    'too large: expected at most ',
  ),
  'ten files of a megabyte': including(
    teams(10, `# ${'a'.repeat(999_990)}`),
    "['t/*.yaml']",
    'too large: expected at most 4000000 characters in all files',
  ),
};

const each = (
  texts: Readonly<Record<string, readonly [string, string]>>,
): Readonly<Record<string, Hostile>> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, one(text)]));

/** Policies that are large, or grow large, by how they do it. */
export const BOMBS: Readonly<Record<string, Hostile>> = { ...each(LARGE), ...INCLUDES };

/** Small policies that are not what they seem, by what they play on. */
export const TRICKS: Readonly<Record<string, Hostile>> = each({ ...ODD, ...PROTOTYPES });

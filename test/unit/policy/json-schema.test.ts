import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { policyJsonSchema, type JsonSchema } from '../../../lib/policy/source/json-schema.ts';
import { changeSchema, KINDS, ruleSchema } from '../../../lib/policy/source/schema/rules.ts';
import { includeEntry } from '../../../lib/policy/source/schema/include.ts';

const TOP = join(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(TOP, path), 'utf8');
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(join(TOP, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));

const SCHEMA = policyJsonSchema();
const validate = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA);

describe('the published schema', () => {
  it('is the one that is made here', () => {
    expect(JSON.parse(textOf('policies/ami-policy.schema.json'))).toEqual(JSON.parse(JSON.stringify(SCHEMA)));
  });

  it('has a text for every member, wherever it stands', () => {
    expect(undescribed(SCHEMA)).toEqual([]);
  });

  it('knows every member of every rule and of its changes', () => {
    const rules = partOf(SCHEMA, 'rules');
    const changes = partOf(itemsOf(partOf(SCHEMA, 'overrides')), 'rules');
    for (const kind of KINDS) {
      expect(Object.keys(partOf(rules, kind).properties ?? {})).toEqual(
        Object.keys(membersOf(ruleSchema(kind))),
      );
      expect(Object.keys(partOf(changes, kind).properties ?? {})).toEqual(
        Object.keys(membersOf(changeSchema(kind))),
      );
    }
  });

  it('takes a path to include as the compiler does', () => {
    const paths = [
      'a.yaml',
      './a.yml',
      '../../a.yaml',
      'teams/*.yaml',
      'a/b?/c.yaml',
      '.yaml',
      'a.txt',
      '/a.yaml',
    ];
    const more = ['a//b.yaml', 'a/../b.yaml', 'a\\b.yaml', '', '..', 'a.yaml/', './../a.yaml', 'a/./b.yaml'];
    for (const path of [...paths, ...more]) {
      expect([path, validate({ include: [path] })]).toEqual([path, includeEntry.safeParse(path).success]);
    }
  });
});

describe('an editor takes', () => {
  const whole = (path: string): string => textOf(path);
  it.each([...yamlIn('policies'), ...yamlIn('test/cases')])('%s, as the compiler does', (path) => {
    const compiled = compilePolicy([{ name: path, text: whole(path) }]);
    expect(compiled.ok ? [] : compiled.problems).toEqual([]);
    validate(parse(whole(path)));
    expect(validate.errors).toBe(null);
  });

  it('files that a policy includes', () => {
    const files = [
      "rules: { web-names: { kind: naming, pattern: a } }\noverrides: [{ match: '@a', rules: { web-names: { mode: off } } }]",
      'waivers: [{ id: W, rules: [sharing], match: "@a", reason: r, owner: o, expires: 2027-01-01 }]',
      'include: [more/*.yaml, { file: waivers.yaml, may: [waivers] }]',
    ];
    for (const text of files) {
      validate(parse(text));
      expect(validate.errors).toBe(null);
    }
  });
});

const RULES = 'rules: { public-sharing: {} }';
const policy = (more: string, rules = RULES): string => `version: 1\n${rules}\n${more}\n`;
const ofRule = (kind: string, members: string): string => policy('', `rules: { ${kind}: { ${members} } }`);
const given = (members: string): string =>
  policy(
    `tests: [{ name: t, given: { account: '111122223333', region: eu-west-1, ${members} }, expect: { public-sharing: pass } }]`,
  );

describe('an editor underlines, and the compiler refuses,', () => {
  it.each([
    ['an include that is no list', policy('include: teams/*.yaml')],
    ['an include of everything', policy('include: ["/etc/passwd"]')],
    ['an include that may do what no file may', policy('include: [{ file: a.yaml, may: [notify] }]')],
    ['an include without its file', policy('include: [{ may: [waivers] }]')],
    ['a digest that is no duration', policy("notify: { default: { slack: '#a', digest: daily } }")],
    [
      'a repetition without a unit',
      policy("notify: { routes: [{ match: '@a', to: { slack: '#a' }, repeatEvery: 4 }] }"),
    ],
    ['a default that is no place', policy('notify: { default: [] }')],
    [
      'an ARN of something else',
      policy("notify: { default: { sns: 'arn:aws:sqs:eu-west-1:111122223333:a' } }"),
    ],
    ['a KMS key of no form', ofRule('encryption', "kmsKeys: ['key/1']")],
    [
      'a key to encrypt under that is no ARN',
      ofRule('encryption', 'remediate: { action: encrypted-copy, kmsKey: alias/a }'),
    ],
    ['an architecture that there is not', ofRule('image-shape', 'architectures: [arm65]')],
    ['an age in words', ofRule('age', 'maxAge: old')],
    ['a guard rail that AWS does not have', ofRule('guardrails', 'allowedImages: on')],
    ['a share of more than all', ofRule('quota', 'watch: { amis: { warn: 70%, critical: 170% } }')],
    ['an owner who is nobody', ofRule('launch', 'owners: [them]')],
    ['a watermark without its account', ofRule('provenance', 'watermarks: [golden]')],
    ['a bucket in capitals', ofRule('export', 'buckets: [Mine]')],
    ['a tag that must be false', ofRule('required-tags', 'tags: { Owner: false }')],
    ['a naming without its pattern', ofRule('naming', 'mode: audit')],
    ['an expression without what it asserts', policy('', 'rules: { own: { kind: cel, when: "true" } }')],
    ['a remediation that the rule does not have', ofRule('age', 'remediate: { action: revoke-public }')],
    ['an approval by nobody', ofRule('public-sharing', 'remediate: { approval: never }')],
    [
      'an override that locks',
      policy('overrides: [{ match: "@a", rules: { public-sharing: { locked: true } } }]'),
    ],
    ['an override of no rule', policy('overrides: [{ match: "@a", rules: {} }]')],
    [
      'a match that says nothing',
      policy('overrides: [{ match: {}, rules: { public-sharing: { mode: off } } }]').replace(
        '{}, rules',
        '{ nothing: 1 }, rules',
      ),
    ],
    ['a group of groups', policy("groups: { a: { accounts: ['@b'] } }")],
    ['a group in capitals', policy('groups: { Prod: { ous: [Root/Prod] } }')],
    ['an image that is no id', policy('groups: { a: { images: [web] } }')],
    [
      'a waiver of nothing',
      policy('waivers: [{ id: W, rules: [], match: "@a", reason: r, owner: o, expires: 2027-01-01 }]'),
    ],
    ['a fact that there is not', given('unreadable: { weather: UnauthorizedOperation }')],
    ['a quota that nobody counts', given('quotas: { elephants: { used: 1, limit: 2 } }')],
    ['a state that no image has', given('image: { state: asleep }')],
    ['an instance that is no id', given('instance: { id: web-1 }')],
  ])('%s', (_, text) => {
    expect(compilePolicy([{ name: 'p.yaml', text }]).ok).toBe(false);
    expect(validate(parse(text))).toBe(false);
  });
});

type Members = Readonly<Record<string, unknown>>;

const membersOf = (schema: unknown): Members => (schema as { readonly shape: Members }).shape;

const partOf = ({ properties = {} }: JsonSchema, name: string): JsonSchema => {
  const part = properties[name];
  if (typeof part !== 'object') throw new Error(`there is no ${name}`);
  return part;
};

const itemsOf = ({ items }: JsonSchema): JsonSchema => {
  if (typeof items !== 'object' || Array.isArray(items)) throw new Error('there are no items');
  return items;
};

const undescribed = (schema: JsonSchema, path = ''): readonly string[] => {
  const { properties = {}, additionalProperties, anyOf = [], items } = schema;
  const members = Object.entries(properties).flatMap(([name, part]) => {
    if (typeof part !== 'object') return [];
    const here = `${path}.${name}`;
    return [...(part.description === undefined ? [here] : []), ...undescribed(part, here)];
  });
  const parts = [...anyOf, ...[items ?? []].flat(), additionalProperties ?? false];
  return [...members, ...parts.flatMap((part) => (typeof part === 'object' ? undescribed(part, path) : []))];
};

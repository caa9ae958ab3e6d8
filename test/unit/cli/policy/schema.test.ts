import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSchema } from '../../../../lib/cli/policy/schema/run.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';
import { policyJsonSchema, type JsonSchema } from '../../../../lib/policy/source/json-schema.ts';
import { KINDS } from '../../../../lib/policy/source/schema/rules.ts';
import { capturedIo } from './captured-io.ts';

const file = (path: string): URL => new URL(`../../../../${path}`, import.meta.url);
const textOf = (path: string): string => readFileSync(file(path), 'utf8');

const validate = new Ajv({ strict: false, allErrors: true }).compile(policyJsonSchema());

test('the published schema is what the command prints; `npm run docs` makes it anew', async () => {
  const { io, out } = capturedIo();
  expect(await runSchema(io)).toBe(0);
  const path = file('policies/ami-policy.schema.json').pathname;
  const printed = await format(out(), { ...(await resolveConfig(path)), parser: 'json' });
  expect(textOf('policies/ami-policy.schema.json') === printed).toBe(true);
});

test('every member of the language has a text', () => {
  expect(membersOf(policyJsonSchema()).filter(({ schema }) => schema.description === undefined)).toEqual([]);
});

test('it reaches into every rule, its changes, waivers and tests', () => {
  const paths = membersOf(policyJsonSchema()).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      ...KINDS.map((kind) => `rules.${kind}.grace`),
      ...KINDS.map((kind) => `overrides.rules.${kind}.mode`),
      'rules.*.kind',
      'rules.sharing.allow.orgs',
      'overrides.rules.sharing.allow.add.orgs',
      'waivers.match.images',
      'tests.given.image.devices.kmsKey',
    ]),
  );
});

describe('an editor agrees with the compiler', () => {
  test.each(['minimal', 'audit', 'example-org'])('that policies/%s.yaml is good', (name) => {
    const text = textOf(`policies/${name}.yaml`);
    expect(compilePolicy([{ name, text }]).ok).toBe(true);
    validate(parse(text));
    expect(validate.errors).toBe(null);
  });

  const policy = (more: string, rules = 'rules: { public-sharing: {} }'): string =>
    `version: 1\n${rules}\n${more}\n`;

  test.each([
    ['an unknown member', policy('mod: audit')],
    ['a wrong mode', policy('mode: enforced')],
    ['an unknown rule without a kind', policy('', 'rules: { public-shring: {} }')],
    ['a rule with a member of another kind', policy('', 'rules: { encryption: { allow: {} } }')],
    [
      'a named rule with a member of another kind',
      policy('', 'rules: { disks: { kind: encryption, tags: {} } }'),
    ],
    ['no rules', 'version: 1\nmode: audit\n'],
    ['an empty mapping of rules', policy('', 'rules: {}')],
    ['another version', policy('').replace('version: 1', 'version: 2')],
    ['an account id without quotes', policy('groups: { a: { accounts: [111122223333] } }')],
    ['a waiver without an end', policy('waivers: [{ id: W-1, rules: [public-sharing], match: "@a" }]')],
    ['a duration without a unit', policy('', 'rules: { public-sharing: { grace: 30 } }')],
    [
      'a remediation of another rule',
      policy('', 'rules: { sharing: { remediate: { action: revoke-public } } }'),
    ],
    [
      'an override of what a rule has not',
      policy('overrides: [{ match: "@a", rules: { public-sharing: { allow: {} } } }]'),
    ],
    [
      'a test that expects a word that is no verdict',
      policy(
        'tests: [{ name: a, given: { account: "111122223333", region: eu-west-1 }, expect: { public-sharing: failed } }]',
      ),
    ],
  ])('that %s is a mistake', (_, text) => {
    expect(compilePolicy([{ name: 'p.yaml', text }]).ok).toBe(false);
    expect(validate(parse(text))).toBe(false);
  });

  test('that a further file needs no rules, and may have none', () => {
    const groups = "groups: { a: { accounts: ['111122223333'] } }\n";
    expect(validate(parse(groups))).toBe(true);
    expect(validate(parse(`${groups}notify: { default: { slack: '#a' } }\n`))).toBe(false);
  });
});

interface Member {
  readonly path: string;
  readonly schema: JsonSchema;
}

const membersOf = (schema: JsonSchema, path: readonly string[] = []): readonly Member[] => {
  const { properties = {}, additionalProperties, anyOf = [], items } = schema;
  const named = Object.entries(properties).flatMap(([name, part]) =>
    typeof part === 'object'
      ? [{ path: [...path, name].join('.'), schema: part }, ...membersOf(part, [...path, name])]
      : [],
  );
  const parts = [...anyOf, ...[items ?? []].flat()].filter((part) => typeof part === 'object');
  return [
    ...named,
    ...(typeof additionalProperties === 'object' ? membersOf(additionalProperties, [...path, '*']) : []),
    ...parts.flatMap((part) => membersOf(part, path)),
  ];
};

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dropUnnamedErrors, dropUnnamedMembers, wordsIn } from '../../../build/drop-unnamed.ts';
import { inlineSchemaConstants } from '../../../build/inline-schemas.ts';
import { load } from './load.ts';

const schemasOf = (client: string): { readonly file: string; readonly text: string } => {
  const file = `${process.cwd()}/node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`;
  return { file, text: inlineSchemaConstants(readFileSync(file, 'utf8'), file) };
};

/** A schema as text, what it names by its name alone. */
const written = (schema: unknown): string =>
  JSON.stringify(schema, (_, value: unknown) => {
    if (typeof value !== 'function') return value;
    const named: unknown = (value as () => unknown)();
    return Array.isArray(named) ? `-> ${String(named[2])}` : String(named);
  });

const members = (schema: unknown): ReadonlyMap<string, string> => {
  const [, , , , names = [], shapes = []] = schema as readonly [
    number,
    string,
    string,
    unknown,
    string[]?,
    unknown[]?,
  ];
  return new Map(names.map((name, index) => [name, written(shapes[index])]));
};

const NAMED = new Set(['InstanceId', 'State', 'Name', 'Reservations', 'Instances', 'Code']);

describe('EC2’s answers', () => {
  it('keep of their members those that are named, as they were, and requests keep all', async () => {
    const { file, text } = schemasOf('ec2');
    const [before, after] = [await load(file, text), await load(file, dropUnnamedMembers(text, file, NAMED))];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    let [dropped, kept] = [0, 0];
    for (const [name, schema] of Object.entries(before)) {
      const slim = after[name];
      const isStructure = Array.isArray(schema) && schema[0] === 3;
      if (!isStructure || name.endsWith('Request$') || schema.length > 6) {
        expect(written(slim)).toBe(written(schema));
        continue;
      }
      const expected = [...members(schema)].filter(([member]) => NAMED.has(member));
      expect([...members(slim)]).toEqual(expected);
      kept += expected.length;
      dropped += members(schema).size - expected.length;
    }
    expect([...members(after['Instance$']).keys()]).toEqual(['InstanceId', 'State']);
    expect([...members(after['DescribeInstancesRequest$']).keys()]).toContain('NextToken');
    expect(kept).toBeGreaterThan(100);
    expect(dropped).toBeGreaterThan(3_000);
  });

  it('are refused when there is no structure to be found', () => {
    expect(() => dropUnnamedMembers('export const x = 1;', 'x.js', NAMED)).toThrow(/x\.js.*generator/);
  });

  it('are read right where strings hold brackets and commas', () => {
    const source = [
      'export var A$ = [3, n0, "A", { [", ]"]: 1 },',
      '  ["Name", "Other"], [[0, { "x": "a]," }], () => B$]',
      '];',
      'export var B$ = [4, n0, "B", 0, ["Other"], [0]];',
      '',
    ].join('\n');
    expect(dropUnnamedMembers(source, 'x.js', NAMED)).toBe(
      'export var A$ = [3, n0, "A", { [", ]"]: 1 }, ["Name"], [[0, { "x": "a]," }]]];\n' +
        'export var B$ = [4, n0, "B", 0, ["Other"], [0]];\n',
    );
  });
});

describe('a client’s errors', () => {
  it('are registered when they are named, and the base class always', () => {
    const source = [
      's_registry.registerError(KMSServiceException$, KMSServiceException);',
      'n0_registry.registerError(NotFoundException$, NotFoundException);',
      'n0_registry.registerError(DisabledException$, DisabledException);',
    ].join('\n');
    expect(dropUnnamedErrors(source, 'x.js', new Set(['NotFoundException']))).toBe(
      source.split('\n').slice(0, 2).join('\n') + '\n',
    );
  });

  it.each(['dynamodb', 'eventbridge', 'kms', 'organizations', 'service-quotas', 'ssm'])(
    'of %s are found',
    (client) => {
      const { file, text } = schemasOf(client);
      const left = dropUnnamedErrors(text, file, new Set());
      expect(text.match(/registerError/g)?.length ?? 0).toBeGreaterThan(10);
      expect(left.match(/registerError/g)).toHaveLength(1);
    },
  );

  it('are refused when there are none', () => {
    expect(() => dropUnnamedErrors('', 'x.js', NAMED)).toThrow(/x\.js.*generator/);
  });
});

describe('what is named', () => {
  it('is whatever a source text holds, in code, texts and comments', () => {
    expect(wordsIn("const { State: s } = x.Name; // Tags\n'NotFoundException'")).toEqual([
      'State',
      'Name',
      'Tags',
      'NotFoundException',
    ]);
  });
});

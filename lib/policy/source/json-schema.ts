import * as z from 'zod';
import { ruleOf } from '../registry.ts';
import { memberText } from './member-text.ts';
import { partDocument, policyDocument } from './schema/document.ts';
import type { RuleKind } from '../../model/parameters.ts';
import { changeSchema, KINDS, ruleSchema } from './schema/rules.ts';

/** A JSON Schema of draft 7, as far as it is made here. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

type Part = z.core.JSONSchema._JSONSchema;
type Members = Record<string, Part>;

/** Draft 7: what editors' YAML servers know best. What a file may hold is asked for, not what it becomes. */
const plainSchema = (schema: z.ZodType): JsonSchema => {
  const whole = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return Object.fromEntries(Object.entries(whole).filter(([member]) => member !== '$schema'));
};

/**
 * The JSON Schema of a policy's files for editors, made of the schemas that the compiler itself holds them against. A file
 * without any member that only the policy has is taken for a further one, and needs no rules.
 */
export const policyJsonSchema = (): JsonSchema => {
  const policy = plainSchema(policyDocument);
  const properties = policy.properties ?? {};
  const ofPolicyOnly = Object.keys(properties).filter((member) => !(member in partDocument.shape));
  const none = Object.fromEntries(ofPolicyOnly.map((member) => [member, false]));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ami-warden policy',
    description: 'A policy of ami-warden, or a further file of one: included, or given beside it.',
    type: 'object',
    properties: members({ ...properties, ...openMembers(properties) }, []),
    additionalProperties: false,
    anyOf: [{ required: policy.required ?? [] }, { properties: none }],
  };
};

/** The schema of a rule as the policy writes it, described. */
export const ruleJsonSchema = (kind: RuleKind): JsonSchema =>
  described(plainSchema(ruleSchema(kind)), ['rules', kind]);

/** What the document's schema leaves open, for it depends on the kind of each rule. */
const openMembers = (properties: Members): Members => {
  const written = KINDS.map(
    (kind) => [kind, { description: ruleOf(kind).why, ...plainSchema(ruleSchema(kind)) }] as const,
  );
  const changes = KINDS.map((kind) => [kind, plainSchema(changeSchema(kind))] as const);
  const overrides = properties['overrides'];
  const items = isSchema(overrides) ? overrides.items : undefined;
  const override = isSchema(items) ? items : {};
  return {
    rules: {
      type: 'object',
      minProperties: 1,
      properties: Object.fromEntries(written),
      additionalProperties: { anyOf: written.map(([, schema]) => withKind(schema)) },
    },
    overrides: {
      type: 'array',
      items: {
        ...override,
        properties: {
          ...override.properties,
          rules: {
            type: 'object',
            minProperties: 1,
            properties: Object.fromEntries(changes),
            additionalProperties: { anyOf: changes.map(([, schema]) => schema) },
          },
        },
      },
    },
  };
};

/** A rule under a name of its own must say its kind. */
const withKind = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  required: [...(schema.required ?? []), 'kind'],
});

/** The schema with a text on every member below it that has one. Lists and choices stand in the place of what holds them. */
const described = (schema: JsonSchema, path: readonly string[]): JsonSchema => {
  const { items, properties, additionalProperties, anyOf } = schema;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: members(properties, path) }),
    ...(isSchema(additionalProperties)
      ? { additionalProperties: member(additionalProperties, [...path, '*']) }
      : {}),
    ...(isSchema(items) ? { items: described(items, path) } : {}),
    ...(anyOf === undefined
      ? {}
      : { anyOf: anyOf.map((part) => (isSchema(part) ? described(part, path) : part)) }),
  };
};

const members = (properties: Members, path: readonly string[]): Members =>
  Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [
      name,
      isSchema(part) ? member(part, [...path, name]) : part,
    ]),
  );

const member = (schema: JsonSchema, path: readonly string[]): JsonSchema => {
  const found = memberText(
    path.map((name, index) => (isKind(name) && path[index - 1] === 'rules' ? '*' : name)),
  );
  const examples = found?.examples === undefined ? {} : { examples: [...found.examples] };
  return { ...(found === null ? {} : { description: found.text, ...examples }), ...described(schema, path) };
};

const isKind = (name: string): boolean => KINDS.some((kind) => kind === name);

const isSchema = (part: Part | Part[] | undefined): part is JsonSchema =>
  typeof part === 'object' && !Array.isArray(part);

import * as z from 'zod/mini';
import { resolve, type World } from './resolve.ts';

const Texts = z.union([z.string(), z.array(z.string())]);
const list = (texts: z.infer<typeof Texts>): readonly string[] =>
  typeof texts === 'string' ? [texts] : texts;
const Listed = z.pipe(Texts, z.transform(list));
// Booleans are written as such in places; IAM reads them as text.
const Value = z.pipe(
  z.union([z.boolean(), z.string(), z.array(z.string())]),
  z.transform((value): readonly string[] => (typeof value === 'boolean' ? [String(value)] : list(value))),
);

const PolicyStatement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.literal('*'), z.record(z.string(), Listed)])),
  Action: Listed,
  Resource: z.optional(Listed),
  Condition: z._default(z.record(z.string(), z.record(z.string(), Value)), {}),
});
/** One statement of a policy, with its names answered. */
export type PolicyStatement = z.infer<typeof PolicyStatement>;

const Document = z.object({ Statement: z.array(z.unknown()) });
const Role = z.object({
  AssumeRolePolicyDocument: Document,
  Policies: z._default(z.array(z.object({ PolicyDocument: Document })), []),
});

// `!If [condition, statement, nothing]` reads as a list: what it may grant counts. `!Split [',', list]` reads as one with the comma.
const plainOf = (world: World, written: unknown): unknown => {
  const one: unknown = Array.isArray(written) ? written[1] : written;
  const resolved = resolve(world, one) as { Resource?: unknown };
  return Array.isArray(resolved.Resource) && resolved.Resource[0] === ','
    ? { ...resolved, Resource: resolved.Resource.slice(1) }
    : resolved;
};

const parsed = (world: World, written: readonly unknown[]): readonly PolicyStatement[] =>
  written.map((one) => PolicyStatement.parse(plainOf(world, one)));

const propertiesOf = (world: World, id: string): unknown => world.resources[id]?.Properties;

/** The logical ids of the roles in a template. */
export const rolesOf = ({ resources }: World): readonly string[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id]) => id);

/** What a role may do. */
export const grantsOf = (world: World, role: string): readonly PolicyStatement[] =>
  parsed(
    world,
    Role.parse(propertiesOf(world, role)).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  );

/** Who may take a role. */
export const trustOf = (world: World, role: string): readonly PolicyStatement[] =>
  parsed(world, Role.parse(propertiesOf(world, role)).AssumeRolePolicyDocument.Statement);

const KeyPolicy = z.object({ KeyPolicy: Document });
const ResourcePolicy = z.object({ PolicyDocument: Document });
const BusPolicy = z.object({ Statement: z.unknown() });

/** A policy on something: a queue, a bucket, a bus or a key. */
export const policyOf = (world: World, id: string): readonly PolicyStatement[] => {
  const properties = propertiesOf(world, id);
  const onKey = KeyPolicy.safeParse(properties);
  if (onKey.success) return parsed(world, onKey.data.KeyPolicy.Statement);
  const onResource = ResourcePolicy.safeParse(properties);
  if (onResource.success) return parsed(world, onResource.data.PolicyDocument.Statement);
  return parsed(world, [BusPolicy.parse(properties).Statement]);
};

/** The logical ids of all that has a policy on itself. */
export const policedOf = ({ resources }: World): readonly string[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type.endsWith('Policy') || Type === 'AWS::KMS::Key')
    .map(([id]) => id);

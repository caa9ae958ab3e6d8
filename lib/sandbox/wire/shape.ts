import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceDefinition } from './service.ts';

/** What an operation takes and gives, from the SDK client's schemas; input or output is null where the API has none (Unit). */
export interface OperationShape {
  readonly name: string;
  readonly input: NormalizedSchema | null;
  readonly output: NormalizedSchema | null;
}

// A static operation schema is [9, namespace, name, traits, input, output] (@smithy/types, StaticOperationSchema).
const OPERATION = 9;
const STRUCTURE_REQUIRED = 6;

const shapes = new WeakMap<ServiceDefinition, Map<string, OperationShape | null>>();

/** The operation's shapes, or null when the SDK knows no operation of this name. */
export const operationShape = (service: ServiceDefinition, name: string): OperationShape | null => {
  const known = shapes.get(service) ?? new Map<string, OperationShape | null>();
  shapes.set(service, known);
  const found = known.get(name);
  if (found !== undefined) return found;
  const shape = readOperation(service, name);
  known.set(name, shape);
  return shape;
};

const readOperation = (service: ServiceDefinition, name: string): OperationShape | null => {
  const schema = Object.hasOwn(service.schemas, `${name}$`) ? service.schemas[`${name}$`] : undefined;
  if (!Array.isArray(schema) || schema[0] !== OPERATION) return null;
  return { name, input: structure(schema[4]), output: structure(schema[5]) };
};

const structure = (reference: unknown): NormalizedSchema | null => {
  const schema = schemaOf(reference);
  return schema.isStructSchema() ? schema : null;
};

/** Any schema that the SDK exports, normalised. */
export const schemaOf = (reference: unknown): NormalizedSchema =>
  NormalizedSchema.of(reference as Parameters<typeof NormalizedSchema.of>[0]);

/** The members that a request must hold: the schemas list them first and count them (StaticStructureSchema). */
export const requiredMembers = (schema: NormalizedSchema): readonly string[] => {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw)) return [];
  const names: unknown = raw[4];
  const count: unknown = raw[STRUCTURE_REQUIRED];
  return Array.isArray(names) && typeof count === 'number' ? names.slice(0, count).map(String) : [];
};

/** A string-valued trait such as `xmlName`, `ec2QueryName` or `jsonName`; null when the schema has none. */
export const nameTrait = (schema: NormalizedSchema, trait: string): string | null => {
  const value: unknown = Reflect.get(schema.getMergedTraits(), trait);
  return typeof value === 'string' ? value : null;
};

/** `xmlName` as the member itself says it; that of the target's own shape is not the member's name. */
export const memberXmlName = (schema: NormalizedSchema): string | null => {
  const value: unknown = Reflect.get(schema.getMemberTraits(), 'xmlName');
  return typeof value === 'string' ? value : null;
};

/** Whether the list or map stands in its parent without an element of its own. */
export const isFlattened = (schema: NormalizedSchema): boolean =>
  Boolean(Reflect.get(schema.getMergedTraits(), 'xmlFlattened'));

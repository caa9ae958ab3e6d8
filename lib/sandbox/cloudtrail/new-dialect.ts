import type { NormalizedSchema } from '@smithy/core/schema';
import { memberXmlName, nameTrait } from '../wire/shape.ts';
import { lowerFirst, membersOf, scalar, upperFirst, type Json } from './plain.ts';

/**
 * A text as the XML-to-JSON conversion behind the new dialect leaves it: one of digits only becomes a number, so that an
 * account id loses its leading zeros (seen as `ownerId: 999999999999`).
 */
const converted = (value: unknown): Json => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return scalar(value);
};

const requestName = (member: string, schema: NormalizedSchema): string =>
  upperFirst(nameTrait(schema, 'ec2QueryName') ?? memberXmlName(schema) ?? member);

const requestItem = (schema: NormalizedSchema, value: unknown, index: number): Json => {
  const item = schema.getValueSchema();
  if (!item.isStructSchema()) return { content: converted(value), tag: index + 1 };
  return { ...requestStructure(item, value), tag: index + 1 };
};

const requestValue = (schema: NormalizedSchema, value: unknown): Json => {
  if (schema.isListSchema()) {
    const list = Array.isArray(value) ? value : [];
    const items = list.map((item: unknown, index) => requestItem(schema, item, index));
    const [only] = items;
    return only !== undefined && items.length === 1 ? only : items.length === 0 ? '' : items;
  }
  return schema.isStructSchema() ? requestStructure(schema, value) : converted(value);
};

const requestStructure = (schema: NormalizedSchema, value: unknown): Readonly<Record<string, Json>> => {
  const members = membersOf(value);
  const written: Record<string, Json> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const given = members[member];
    if (given === undefined || given === null || member === 'DryRun') continue;
    written[requestName(member, memberSchema)] = requestValue(memberSchema, given);
  }
  return written;
};

/** `{<Call>Request: …}`: PascalCase, a list of one collapsed to its element with `tag: 1`, no parameters an empty text. */
export const newRequest = (operation: string, schema: NormalizedSchema | null, input: unknown): Json => {
  const written = schema === null ? {} : requestStructure(schema, input);
  return { [`${operation}Request`]: Object.keys(written).length === 0 ? '' : written };
};

const responseValue = (schema: NormalizedSchema, value: unknown): Json => {
  if (schema.isListSchema()) {
    const list = Array.isArray(value) ? value : [];
    if (list.length === 0) return '';
    const items = list.map((item: unknown) => responseValue(schema.getValueSchema(), item));
    const [only] = items;
    return { item: only !== undefined && items.length === 1 ? only : items };
  }
  return schema.isStructSchema() ? responseStructure(schema, value) : converted(value);
};

const responseStructure = (schema: NormalizedSchema, value: unknown): Readonly<Record<string, Json>> => {
  const members = membersOf(value);
  const written: Record<string, Json> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const given = members[member];
    if (given === undefined || given === null) continue;
    written[lowerFirst(memberXmlName(memberSchema) ?? member)] = responseValue(memberSchema, given);
  }
  return written;
};

/** `{<Call>Response: {xmlns, requestId, …}}`, lists as `{item: …}`. */
export const newResponse = (
  operation: string,
  schema: NormalizedSchema | null,
  output: unknown,
  requestId: string,
): Json => ({
  [`${operation}Response`]: {
    xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    requestId,
    ...(schema === null ? { return: true } : responseStructure(schema, output)),
  },
});

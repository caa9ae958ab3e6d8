import type { NormalizedSchema } from '@smithy/core/schema';
import { isMapping } from '../../model/json-value.ts';
import { AwsError } from './service.ts';
import { nameTrait, requiredMembers } from './shape.ts';

/**
 * The SDK's input shape of a JSON body: timestamps as Date, blobs as bytes. Members that the schema does not know are
 * dropped, as AWS does. Throws `SerializationException` for a wrong type and `ValidationException` for a missing member.
 */
export const decodeJson = (schema: NormalizedSchema | null, text: string): object => {
  const body = parse(text);
  return schema === null ? {} : structure(schema, body, '');
};

const parse = (text: string): object => {
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (isMapping(body)) return body;
  } catch {
    throw new AwsError('SerializationException', 'the body is not JSON');
  }
  throw new AwsError('SerializationException', 'the body is not a JSON object');
};

const structure = (schema: NormalizedSchema, value: unknown, path: string): object => {
  if (!isMapping(value)) throw wrong(path, 'an object');
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const held: unknown = Reflect.get(value, nameTrait(member, 'jsonName') ?? name);
    if (held !== undefined && held !== null) members.push([name, read(member, held, `${path}/${name}`)]);
  }
  const given = Object.fromEntries(members);
  for (const name of requiredMembers(schema)) {
    if (Object.hasOwn(given, name)) continue;
    const at = `${path}/${name.charAt(0).toLowerCase()}${name.slice(1)}`.slice(1);
    const constraint = 'failed to satisfy constraint: Member must not be null';
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value null at '${at}' ${constraint}`,
    );
  }
  return given;
};

const read = (schema: NormalizedSchema, value: unknown, path: string): unknown => {
  if (schema.isStructSchema()) return structure(schema, value, path);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong(path, 'a list');
    const member = schema.getValueSchema();
    return value.map((item, index) => read(member, item, `${path}/${String(index)}`));
  }
  if (schema.isMapSchema()) {
    if (!isMapping(value)) throw wrong(path, 'an object');
    const member = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [key, read(member, held, `${path}/${key}`)]),
    );
  }
  return simple(schema, value, path);
};

const simple = (schema: NormalizedSchema, value: unknown, path: string): unknown => {
  if (schema.isBlobSchema()) {
    if (typeof value !== 'string') throw wrong(path, 'base64');
    return new Uint8Array(Buffer.from(value, 'base64'));
  }
  if (schema.isTimestampSchema()) return timestamp(value, path);
  if (schema.isBooleanSchema() && typeof value !== 'boolean') throw wrong(path, 'a boolean');
  if (schema.isNumericSchema() && typeof value !== 'number') throw wrong(path, 'a number');
  if (schema.isStringSchema() && typeof value !== 'string') throw wrong(path, 'a string');
  return value;
};

const timestamp = (value: unknown, path: string): Date => {
  const date = new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (Number.isNaN(date.getTime())) throw wrong(path, 'a timestamp');
  return date;
};

const wrong = (path: string, expected: string): AwsError =>
  new AwsError('SerializationException', `${path === '' ? 'the body' : path.slice(1)} has to be ${expected}`);

/** An output as JSON: timestamps as epoch seconds, bytes as base64, null and undefined members left out. */
export const encodeJson = (schema: NormalizedSchema | null, output: unknown): string =>
  JSON.stringify(schema === null ? {} : (write(schema, output) ?? {}));

const write = (schema: NormalizedSchema, value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (schema.isListSchema() && Array.isArray(value)) {
    const member = schema.getValueSchema();
    return value.map((item) => write(member, item));
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, write(member, held)]));
  }
  if (!schema.isStructSchema()) return value;
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const held: unknown = Reflect.get(value, name);
    if (held !== undefined && held !== null) {
      members.push([nameTrait(member, 'jsonName') ?? name, write(member, held)]);
    }
  }
  return Object.fromEntries(members);
};

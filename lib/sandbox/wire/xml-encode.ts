import type { NormalizedSchema } from '@smithy/core/schema';
import { isFlattened, memberXmlName, nameTrait } from './shape.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

// eslint's no-control-regex asks for the control characters to be built, not written.
const UNWRITABLE = `${[...Array(32).keys()]
  .filter((code) => code !== 9 && code !== 10 && code !== 13)
  .map((code) => String.fromCharCode(code))
  .join('')}\u{fffe}\u{ffff}`;
const FORBIDDEN = new RegExp(`[${UNWRITABLE}]`, 'g');
// Nearly all text is as it is, and one look says so.
const SPECIAL = new RegExp(`[&<>"\r${UNWRITABLE}]`);

/** Text for an XML element or attribute; characters that XML 1.0 cannot hold become U+FFFD. */
export const escapeXml = (text: string): string =>
  SPECIAL.test(text)
    ? text.replace(FORBIDDEN, '\u{fffd}').replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character)
    : text;

/** Writes a value as XML; what it is to be called and how it is made up is settled when the writer is made. */
type Write = (value: unknown) => string;

interface Member {
  readonly name: string;
  readonly write: Write;
}

// A page of a thousand images has fifty thousand elements: what their schemas say is looked up once.
const structures = new WeakMap<object, readonly Member[]>();

/** The members of a structure as XML elements, named and ordered by the schema; null and undefined ones are left out. */
export const xmlMembers = (schema: NormalizedSchema, value: object): string => {
  let xml = '';
  for (const { name, write } of membersOf(schema)) {
    const held: unknown = Reflect.get(value, name);
    if (held !== undefined && held !== null) xml += write(held);
  }
  return xml;
};

const membersOf = (schema: NormalizedSchema): readonly Member[] => {
  const key: unknown = schema.getSchema();
  const known = typeof key === 'object' && key !== null ? structures.get(key) : undefined;
  if (known !== undefined) return known;
  const members = [...schema.structIterator()].map(([name, member]) => ({
    name,
    write: element(memberXmlName(member) ?? name, member),
  }));
  if (typeof key === 'object' && key !== null) structures.set(key, members);
  return members;
};

const element = (tag: string, schema: NormalizedSchema): Write => {
  if (isFlattened(schema) && schema.isListSchema()) return items(tag, schema);
  if (isFlattened(schema) && schema.isMapSchema()) return entries(tag, schema);
  const content = contentOf(schema);
  return (value) => {
    const text = content(value);
    return text === '' ? `<${tag}/>` : `<${tag}>${text}</${tag}>`;
  };
};

const items = (tag: string, schema: NormalizedSchema): Write => {
  const write = element(tag, schema.getValueSchema());
  return (values) => {
    if (!Array.isArray(values)) return write(values);
    let xml = '';
    for (const value of values) xml += write(value);
    return xml;
  };
};

const entries = (tag: string, schema: NormalizedSchema): Write => {
  const [key, held] = [schema.getKeySchema(), schema.getValueSchema()];
  const writeKey = element(nameTrait(key, 'xmlName') ?? 'key', key);
  const writeValue = element(nameTrait(held, 'xmlName') ?? 'value', held);
  return (value) =>
    Object.entries(value ?? {})
      .map(([name, one]) => `<${tag}>${writeKey(name)}${writeValue(one)}</${tag}>`)
      .join('');
};

const contentOf = (schema: NormalizedSchema): Write => {
  if (schema.isStructSchema())
    return (value) => (typeof value === 'object' && value !== null ? xmlMembers(schema, value) : '');
  if (schema.isListSchema()) return items(nameTrait(schema.getValueSchema(), 'xmlName') ?? 'member', schema);
  if (schema.isMapSchema()) return entries('entry', schema);
  return (value) => escapeXml(simpleText(schema, value));
};

const simpleText = (schema: NormalizedSchema, value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  // A behaviour gave a value that its own schema does not know: a bug of the sandbox, not of the caller.
  throw new TypeError(`${schema.getName() ?? 'a member'}: no text for ${JSON.stringify(value)}`);
};

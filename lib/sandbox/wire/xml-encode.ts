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
const FORBIDDEN = new RegExp(
  `[${[...Array(32).keys()]
    .filter((code) => code !== 9 && code !== 10 && code !== 13)
    .map((code) => String.fromCharCode(code))
    .join('')}\u{fffe}\u{ffff}]`,
  'g',
);

/** Text for an XML element or attribute; characters that XML 1.0 cannot hold become U+FFFD. */
export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\u{fffd}').replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);

/** The members of a structure as XML elements, named and ordered by the schema; null and undefined ones are left out. */
export const xmlMembers = (schema: NormalizedSchema, value: object): string => {
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const held: unknown = Reflect.get(value, name);
    if (held === undefined || held === null) continue;
    xml += element(memberXmlName(member) ?? name, member, held);
  }
  return xml;
};

const element = (tag: string, schema: NormalizedSchema, value: unknown): string => {
  if (isFlattened(schema) && Array.isArray(value)) return items(tag, schema, value);
  if (isFlattened(schema) && schema.isMapSchema()) return entries(tag, schema, value);
  const content = contentOf(schema, value);
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
};

const items = (tag: string, schema: NormalizedSchema, values: readonly unknown[]): string => {
  const member = schema.getValueSchema();
  return values.map((value) => element(tag, member, value)).join('');
};

const entries = (tag: string, schema: NormalizedSchema, value: unknown): string => {
  const [key, held] = [schema.getKeySchema(), schema.getValueSchema()];
  return Object.entries(value ?? {})
    .map(([name, one]) => {
      const keyXml = element(nameTrait(key, 'xmlName') ?? 'key', key, name);
      return `<${tag}>${keyXml}${element(nameTrait(held, 'xmlName') ?? 'value', held, one)}</${tag}>`;
    })
    .join('');
};

const contentOf = (schema: NormalizedSchema, value: unknown): string => {
  if (schema.isStructSchema() && typeof value === 'object' && value !== null)
    return xmlMembers(schema, value);
  if (schema.isListSchema() && Array.isArray(value)) {
    return items(nameTrait(schema.getValueSchema(), 'xmlName') ?? 'member', schema, value);
  }
  if (schema.isMapSchema()) return entries('entry', schema, value);
  return escapeXml(simpleText(schema, value));
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

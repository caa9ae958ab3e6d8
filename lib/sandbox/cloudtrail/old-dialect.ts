import type { NormalizedSchema } from '@smithy/core/schema';
import { memberXmlName, nameTrait } from '../wire/shape.ts';
import { lowerFirst, membersOf, scalar, type Json } from './plain.ts';

const nameOf = (member: string, schema: NormalizedSchema): string =>
  lowerFirst(memberXmlName(schema) ?? nameTrait(schema, 'ec2QueryName') ?? member);

const listItem = (name: string, schema: NormalizedSchema, value: unknown): Json => {
  const item = schema.getValueSchema();
  if (item.isStructSchema()) return oldStructure(item, value);
  const own = memberXmlName(item) ?? 'item';
  return { [own === 'item' ? name : lowerFirst(own)]: scalar(value) };
};

const tagSpecifications = (value: unknown): Json => ({
  items: (value as readonly unknown[]).map((specification): Json => {
    const { ResourceType: type, Tags: tags } = membersOf(specification);
    return {
      resourceType: scalar(type),
      tags: (Array.isArray(tags) ? tags : []).map((tag: unknown): Json => {
        const { Key: key, Value: text } = membersOf(tag);
        return { key: scalar(key), value: scalar(text ?? '') };
      }),
    };
  }),
});

const encode = (name: string, schema: NormalizedSchema, value: unknown): Json => {
  if (value instanceof Date) return value.getTime();
  if (schema.isListSchema()) {
    const list = Array.isArray(value) ? value : [];
    if (list.length === 0) return {};
    return { items: list.map((item: unknown) => listItem(name, schema, item)) };
  }
  return schema.isStructSchema() ? oldStructure(schema, value) : scalar(value);
};

/** A structure in the old dialect, by the schema's wire names: lowerCamel, lists as `{items: […]}`, empty ones as `{}`. */
export const oldStructure = (schema: NormalizedSchema, value: unknown): Readonly<Record<string, Json>> => {
  const members = membersOf(value);
  const written: Record<string, Json> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const given = members[member];
    if (given === undefined || given === null || member === 'DryRun') continue;
    if (member === 'TagSpecifications') {
      written['tagSpecificationSet'] = tagSpecifications(given);
      continue;
    }
    const name = nameOf(member, memberSchema);
    // `return` is a keyword in the language that writes the records.
    written[name === 'return' ? '_return' : name] = encode(name, memberSchema, given);
  }
  return written;
};

import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';

// Printable text: XML 1.0 has no form for control characters, and its parsers trim white space at the ends.
const text = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((one) => /^\S(.*\S)?$/u.test(one));

const instant = fc
  .date({ min: new Date('2001-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));

/** Any value of a schema: every member of a structure present, lists and maps never empty, recursion cut at `depth`. */
export const anyShape = (schema: NormalizedSchema, depth = 5): fc.Arbitrary<unknown> => {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()]
      .filter(([name, member]) => name !== 'DryRun' && fits(member, depth))
      .map(([name, member]) => [name, anyShape(member, depth - 1)] as const);
    return fc.record(Object.fromEntries(members));
  }
  if (schema.isListSchema())
    return fc.array(anyShape(schema.getValueSchema(), depth - 1), { minLength: 1, maxLength: 3 });
  if (schema.isMapSchema()) {
    return fc.dictionary(
      fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9') }),
      anyShape(schema.getValueSchema(), depth - 1),
      { minKeys: 1, maxKeys: 3 },
    );
  }
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer({ min: -1_000_000, max: 1_000_000 });
  if (schema.isTimestampSchema()) return instant;
  if (schema.isBlobSchema())
    return fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => new Uint8Array(bytes));
  return text;
};

// A structure cut to nothing is not sent at all, so it is left out from the start.
const fits = (schema: NormalizedSchema, depth: number): boolean => {
  if (schema.isListSchema() || schema.isMapSchema()) return fits(schema.getValueSchema(), depth - 1);
  if (!schema.isStructSchema()) return true;
  return (
    depth > 0 &&
    [...schema.structIterator()].some(([name, member]) => name !== 'DryRun' && fits(member, depth - 1))
  );
};

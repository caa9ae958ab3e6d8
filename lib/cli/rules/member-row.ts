import type { JsonSchema } from '../../policy/source/json-schema.ts';

/** One member of a rule as a reference shows it. `path` is dotted, `<name>` where the user chooses one. */
export interface MemberRow {
  readonly path: string;
  readonly form: string;
  readonly required: boolean;
  readonly text: string;
}

/** Every member below a schema, outer before inner, in the schema's order. */
export const memberRows = (schema: JsonSchema, path = ''): readonly MemberRow[] => {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    typeof part === 'object'
      ? rowsOf(part, path === '' ? name : `${path}.${name}`, schema.required?.includes(name) === true)
      : [],
  );
  const free = schema.additionalProperties;
  const any = typeof free === 'object' ? rowsOf(free, `${path}.<name>`, false) : [];
  const inner = [...(schema.anyOf ?? []), ...[schema.items ?? []].flat()]
    .filter((part) => typeof part === 'object')
    .flatMap((part) => memberRows(part, path));
  return [...named, ...any, ...inner];
};

const rowsOf = (schema: JsonSchema, path: string, required: boolean): readonly MemberRow[] => [
  { path, form: formOf(schema), required, text: schema.description ?? '' },
  ...memberRows(schema, path),
];

const formOf = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.anyOf !== undefined) {
    const forms = schema.anyOf.map((part) => (typeof part === 'object' ? formOf(part) : ''));
    return [...new Set(forms)].join(' | ');
  }
  const { type, items } = schema;
  if (type === 'array')
    return typeof items === 'object' && !Array.isArray(items) ? `list of ${formOf(items)}` : 'list';
  return [type ?? []]
    .flat()
    .map((name) => FORMS[name] ?? name)
    .join(' | ');
};

const FORMS: Readonly<Record<string, string>> = {
  object: 'mapping',
  string: 'text',
  integer: 'number',
  boolean: 'true | false',
};

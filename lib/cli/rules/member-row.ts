import type { Rule } from '../../policy/rule.ts';
import type { JsonSchema } from '../../policy/source/json-schema.ts';
import { defaultText } from './default-text.ts';

/**
 * One member of a rule as a reference shows it. `path` is dotted, `<name>` where the user chooses one. `standard` is what holds
 * without it, null where its text says that or nothing does. `example` is as a policy would write it, null where there is none.
 */
export interface MemberRow {
  readonly path: string;
  readonly form: string;
  readonly required: boolean;
  readonly standard: string | null;
  readonly example: string | null;
  readonly text: string;
}

/** Every member of a rule's schema, outer before inner, in the schema's order. */
export const memberRows = (
  schema: JsonSchema,
  rule: Pick<Rule, 'defaults' | 'remediation'>,
): readonly MemberRow[] => {
  const rows = rowsBelow(schema, '', rule);
  // A member that can be written in several forms stands in each of them.
  return rows.filter(({ path }, index) => rows.findIndex((row) => row.path === path) === index);
};

type Standards = Pick<Rule, 'defaults' | 'remediation'>;

const rowsBelow = (schema: JsonSchema, path: string, rule: Standards): readonly MemberRow[] => {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    typeof part === 'object'
      ? rowsOf(part, path === '' ? name : `${path}.${name}`, schema.required?.includes(name) === true, rule)
      : [],
  );
  const free = schema.additionalProperties;
  const any = typeof free === 'object' ? rowsOf(free, `${path}.<name>`, false, rule) : [];
  const inner = [...(schema.anyOf ?? []), ...[schema.items ?? []].flat()]
    .filter((part) => typeof part === 'object')
    .flatMap((part) => rowsBelow(part, path, rule));
  return [...named, ...any, ...inner];
};

const rowsOf = (
  schema: JsonSchema,
  path: string,
  required: boolean,
  rule: Standards,
): readonly MemberRow[] => [
  {
    path,
    form: formOf(schema),
    required,
    standard: defaultText(path, schema, rule),
    example: exampleOf(schema),
    text: schema.description ?? '',
  },
  ...rowsBelow(schema, path, rule),
];

const exampleOf = ({ examples }: JsonSchema): string | null => {
  const [first] = Array.isArray(examples) ? (examples as readonly unknown[]) : [];
  if (first === undefined) return null;
  return typeof first === 'string' ? first : JSON.stringify(first);
};

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

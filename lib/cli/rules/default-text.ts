import type { Rule } from '../../policy/rule.ts';
import type { JsonSchema } from '../../policy/source/json-schema.ts';
import { durationText } from '../output/duration-text.ts';

/** Of these the definition has a stand-in which no policy can leave in place. */
const REQUIRED: ReadonlySet<string> = new Set(['pattern', 'assert', 'tags']);

/** What the policy language calls by a shorter name. */
const NAMES: Readonly<Record<string, string>> = { orgs: 'organizations', ous: 'units' };

/** What holds where a policy does not write a member, as it would be written; null when there is nothing to be said of it. */
export const defaultText = (
  path: string,
  schema: JsonSchema,
  { defaults, remediation }: Pick<Rule, 'defaults' | 'remediation'>,
): string | null => {
  if (path === 'kind' || REQUIRED.has(path)) return null;
  if (path === 'remediate.action') return remediation?.action ?? null;
  if (path === 'remediate.limit.perHour') return numberText(remediation?.limitPerHour ?? null, schema);
  if (path === 'remediate.approval') return remediation?.approval ?? null;
  return valueText(valueAt(defaults, path.split('.')), schema);
};

const valueAt = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return value;
  const key = NAMES[name] ?? name;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt(Reflect.get(value, key), rest);
};

const valueText = (value: unknown, schema: JsonSchema): string | null => {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value, schema);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map(String).join(', ');
  // Of a mapping the members below it are told; null asks for nothing.
  return value === null ? 'none' : null;
};

const numberText = (value: number | null, schema: JsonSchema): string | null => {
  if (value === null) return null;
  const patterns = [schema, ...(schema.anyOf ?? [])].flatMap((part) =>
    typeof part === 'object' && part.pattern !== undefined ? [part.pattern] : [],
  );
  if (patterns.some((pattern) => pattern.includes('%'))) return `${String(value)}%`;
  return patterns.some((pattern) => pattern.includes('smhd')) ? durationText(value) : String(value);
};

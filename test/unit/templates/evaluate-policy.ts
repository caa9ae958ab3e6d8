import type { PolicyStatement } from './statements.ts';

/** Somebody who asks for something. `context`: condition keys and what AWS would put into them; what is absent there has no value. */
export interface Asking {
  /** An ARN, or a service such as events.amazonaws.com. */
  readonly principal: string;
  readonly action: string;
  readonly resource?: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const globs = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(value);

/** ARNs compare part by part: a `*` does not reach over a colon, but in the last part. */
const arnGlobs = (pattern: string, value: string): boolean => {
  const parts = (arn: string): readonly string[] => {
    const all = arn.split(':');
    return [...all.slice(0, 5), all.slice(5).join(':')];
  };
  const values = parts(value);
  return parts(pattern).every((part, index) => globs(part, values[index] ?? ''));
};

const OPERATORS: Readonly<Record<string, (wanted: string, found: string) => boolean>> = {
  StringEquals: (wanted, found) => wanted === found,
  StringLike: globs,
  // By AWS's reference the two behave the same.
  ArnEquals: arnGlobs,
  ArnLike: arnGlobs,
  Bool: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
};

const valuesOf = (context: Asking['context'], key: string): readonly string[] | undefined => {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return typeof found === 'string' ? [found] : found;
};

const holds = (
  operator: string,
  wanted: readonly string[],
  found: readonly string[] | undefined,
): boolean => {
  if (operator === 'Null') return wanted.some((want) => (want === 'true') === (found === undefined));
  const [, set, name = ''] = /^(?:(ForAnyValue|ForAllValues):)?(\w+)$/.exec(operator) ?? [];
  const compare = OPERATORS[name];
  if (compare === undefined) throw new Error(`${operator} is not known here`);
  const fits = (value: string): boolean => wanted.some((want) => compare(want, value));
  if (set === 'ForAllValues') return (found ?? []).every(fits);
  if (set === undefined && (found?.length ?? 0) > 1) throw new Error(`${operator} is for one value`);
  return (found ?? []).some(fits);
};

const isMet = ({ Condition }: PolicyStatement, { context }: Asking): boolean =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, valuesOf(context, key))),
  );

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** An account, by its number or its root, stands for all that are in it; a statement without a principal is somebody's own. */
const isFor = ({ Principal }: PolicyStatement, { principal }: Asking): boolean => {
  if (Principal === undefined || Principal === '*') return true;
  return Object.entries(Principal).some(([kind, names]) => {
    if (kind === 'Service') return names.includes(principal);
    return names.some(
      (name) =>
        name === '*' ||
        name === principal ||
        (/^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(name) &&
          principal.startsWith('arn:') &&
          (name === accountOf(principal) || accountOf(name) === accountOf(principal))),
    );
  });
};

const concerns = (statement: PolicyStatement, asking: Asking): boolean =>
  statement.Action.some((pattern) => globs(pattern.toLowerCase(), asking.action.toLowerCase())) &&
  (statement.Resource === undefined ||
    statement.Resource.some((pattern) => pattern === '*' || arnGlobs(pattern, asking.resource ?? ''))) &&
  isFor(statement, asking) &&
  isMet(statement, asking);

/** What one policy says, by IAM's order: a Deny that fits wins, then an Allow; else nothing is said, which is no. */
export const evaluatePolicy = (
  statements: readonly PolicyStatement[],
  asking: Asking,
): 'allowed' | 'denied' | 'not allowed' => {
  const fitting = statements.filter((statement) => concerns(statement, asking));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return fitting.length > 0 ? 'allowed' : 'not allowed';
};

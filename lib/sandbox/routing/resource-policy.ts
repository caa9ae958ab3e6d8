import { isMapping } from '../../model/json-value.ts';
import { PatternError } from './pattern-error.ts';
import { wildcardTest } from './wildcard.ts';

/** Who asks a resource's policy for what. */
export interface PolicyRequest {
  readonly principal:
    | { readonly kind: 'service'; readonly name: string }
    | { readonly kind: 'account'; readonly account: string };
  readonly action: string;
  readonly resource: string;
  /** Condition keys that have a value, such as `aws:SourceArn`. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Whether a resource's policy lets somebody in: at least one Allow and no Deny. Knows what such policies are made of here (string and
 * ARN conditions, `Bool`) and throws for anything else, rather than to guess.
 */
export const policyAllows = (statements: readonly unknown[], request: PolicyRequest): boolean => {
  const applying = statements.filter(isMapping).filter((statement) => applies(statement, request));
  if (applying.some((statement) => statement['Effect'] === 'Deny')) return false;
  return applying.some((statement) => statement['Effect'] === 'Allow');
};

const applies = (statement: Readonly<Record<string, unknown>>, request: PolicyRequest): boolean => {
  const odd = Object.keys(statement).find((name) => !KNOWN.has(name));
  if (odd !== undefined)
    throw new PatternError(odd, 'this member of a policy statement is not understood here');
  return (
    isPrincipal(statement['Principal'], request) &&
    list(statement['Action']).some((action) => like(action, request.action)) &&
    list(statement['Resource'] ?? '*').some((resource) => like(resource, request.resource)) &&
    conditionsHold(statement['Condition'], request.context)
  );
};

const KNOWN = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

const isPrincipal = (principal: unknown, { principal: caller }: PolicyRequest): boolean => {
  if (principal === '*') return true;
  if (!isMapping(principal)) return false;
  if (caller.kind === 'service') return list(principal['Service']).includes(caller.name);
  const accounts = ['*', caller.account, `arn:aws:iam::${caller.account}:root`];
  return list(principal['AWS']).some((name) => accounts.includes(name));
};

const conditionsHold = (condition: unknown, context: PolicyRequest['context']): boolean => {
  if (condition === undefined) return true;
  if (!isMapping(condition)) throw new PatternError('Condition', 'a condition is an object');
  return Object.entries(condition).every(([operator, keys]) => {
    const [, forAll, name = operator] = /^(ForAllValues:)?(\w+)$/.exec(operator) ?? [];
    const holds = OPERATORS[name];
    if (holds === undefined || !isMapping(keys)) {
      throw new PatternError(`Condition.${operator}`, 'this operator is not understood here');
    }
    return Object.entries(keys).every(([key, wanted]) => {
      const held = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      // All values of what has none are as they should be (IAM user guide, multivalued context keys).
      if (held === undefined) return forAll !== undefined;
      return list(wanted).some((one) => holds(held, one));
    });
  });
};

const list = (value: unknown): readonly string[] => {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
};

const like = (pattern: string, value: string): boolean =>
  wildcardTest(pattern.replaceAll(/\*+/g, '*'), '')(value);
const same = (value: string, wanted: string): boolean => value === wanted;
const matching = (value: string, wanted: string): boolean => like(wanted, value);

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  StringEquals: same,
  StringLike: matching,
  ArnEquals: matching,
  ArnLike: matching,
  Bool: same,
};

import type { Organization } from '../../model/organization.ts';
import type { KeyFacts, KeyGrant } from '../../model/key-facts.ts';
import type { Principal } from '../../model/principal.ts';
import { keyStatements, type KeyStatement } from './key-statement.ts';

/** What whoever launches a shared image needs of its key (EC2 user guide, "Share an AMI with specific AWS accounts", encrypted AMIs). */
const NEEDED = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncryptFrom'] as const;

/** Whether somebody can use a key; `unknown` with the reason, as the end of a sentence. */
export type KeyAccess =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

type Answer = 'yes' | 'no' | 'unknown';

/**
 * Whether a principal can use a key, by its policy and grants. What is said in a way that is not understood here, or could not be
 * read, is unknown: nobody is let in on a guess.
 */
export const keyAccess = (principal: Principal, key: KeyFacts, organization: Organization): KeyAccess => {
  if (key.manager === 'AWS') return { kind: 'no', why: 'a key that AWS manages is its own account’s alone' };
  if (key.policy.kind !== 'known')
    return { kind: 'unknown', why: `the key’s policy ${unreadText(key.policy)}` };
  const statements = keyStatements(key.policy.value);
  if (statements === null) return { kind: 'unknown', why: 'the key’s policy is not understood' };
  const denied = statements.filter(({ effect }) => effect === 'Deny');
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  const answers = NEEDED.map((action): Answer => {
    const denies = denied.map((one) => meets(one, action, principal, organization));
    // A denial that holds in part only, or under conditions, is none that can be told from here.
    if (denies.some((answer) => answer !== 'no')) return denies.includes('yes') ? 'no' : 'unknown';
    return best([
      ...allowed.map((one) => meets(one, action, principal, organization)),
      byGrants(key, action, principal),
    ]);
  });
  if (answers.includes('no'))
    return { kind: 'no', why: 'the key’s policy and grants do not let it use the key' };
  return answers.includes('unknown')
    ? { kind: 'unknown', why: 'the key’s policy and grants do not tell whether it can use the key' }
    : { kind: 'yes' };
};

const unreadText = (datum: Exclude<KeyFacts['policy'], { kind: 'known' }>): string =>
  datum.kind === 'fault' ? `could not be read (${datum.operation}: ${datum.code})` : 'was not read';

const best = (answers: readonly Answer[]): Answer => {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
};

/** All of these have to be. */
const every = (answers: readonly Answer[]): Answer => {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
};

const meets = (
  { principals, actions, conditions }: KeyStatement,
  action: string,
  principal: Principal,
  organization: Organization,
): Answer =>
  every([
    actions === null ? 'unknown' : toAnswer(actions.some((pattern) => isOfPattern(pattern, action))),
    principals === null ? 'unknown' : isNamed(principals, principal),
    ...conditions.map((condition) => holds(condition, principal, organization)),
  ]);

const toAnswer = (is: boolean): Answer => (is ? 'yes' : 'no');

const isOfPattern = (pattern: string, action: string): boolean => {
  const [wanted, asked] = [pattern.toLowerCase(), action.toLowerCase()];
  return wanted.endsWith('*') ? asked.startsWith(wanted.slice(0, -1)) : asked === wanted;
};

/** An account is named as a whole; one of its roles alone may be all that anybody needs, or not. */
const isNamed = (principals: readonly string[], principal: Principal): Answer => {
  if (principals.includes('*')) return 'yes';
  if (principal.kind !== 'account') return 'no';
  const of = principals.filter((one) => one === principal.account || one.split(':')[4] === principal.account);
  if (of.some((one) => one === principal.account || one.endsWith(':root'))) return 'yes';
  return of.length > 0 ? 'unknown' : 'no';
};

const holds = (
  { operator, key, values }: KeyStatement['conditions'][number],
  principal: Principal,
  organization: Organization,
): Answer => {
  const name = key.toLowerCase();
  const isText = /^(?:ForAnyValue:)?String(?:Equals|Like)$/.test(operator);
  // EC2 is who uses the key, and the resource is its volume.
  if (operator === 'Bool' && name === 'kms:grantisforawsresource') return toAnswer(values.join() === 'true');
  if (!isText) return 'unknown';
  switch (name) {
    case 'kms:viaservice':
      return values.some((value) => value.startsWith('ec2.')) ? 'yes' : 'unknown';
    case 'kms:calleraccount':
      return principal.kind === 'account' && values.includes(principal.account) ? 'yes' : 'no';
    case 'aws:principalorgid':
      return isOfOrganization(values, principal, organization);
    case 'aws:principalorgpaths':
      return isOfPaths(values, principal, organization);
    default:
      return 'unknown';
  }
};

const isOfOrganization = (
  ids: readonly string[],
  principal: Principal,
  { id, accounts }: Organization,
): Answer => {
  if (principal.kind === 'organization' || principal.kind === 'unit') {
    return toAnswer(ids.includes(principal.organization));
  }
  if (principal.kind === 'public') return 'no';
  if (accounts.some(({ account }) => account === principal.account)) return toAnswer(ids.includes(id));
  // Whose member a stranger is nobody tells.
  return ids.every((one) => one === id) ? 'no' : 'unknown';
};

// o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/*
const isOfPaths = (paths: readonly string[], principal: Principal, { accounts }: Organization): Answer => {
  const units = paths.flatMap((path) =>
    path.endsWith('/*') ? (path.split('/').findLast((part) => part.startsWith('ou-')) ?? []) : [],
  );
  if (principal.kind === 'unit' && units.includes(principal.unit)) return 'yes';
  const member =
    principal.kind === 'account' ? accounts.find(({ account }) => account === principal.account) : undefined;
  return member?.units.some((unit) => units.includes(unit)) === true ? 'yes' : 'unknown';
};

const byGrants = ({ grants }: KeyFacts, action: string, principal: Principal): Answer => {
  if (principal.kind !== 'account') return 'no';
  if (grants.kind !== 'known') return 'unknown';
  const operation = action.slice('kms:'.length);
  const of = grants.value.filter(
    ({ grantee, operations }) =>
      grantee.split(':')[4] === principal.account && operations.includes(operation),
  );
  if (of.some(isWhole)) return 'yes';
  return of.length > 0 ? 'unknown' : 'no';
};

const isWhole = ({ grantee, constrained }: KeyGrant): boolean => !constrained && grantee.endsWith(':root');

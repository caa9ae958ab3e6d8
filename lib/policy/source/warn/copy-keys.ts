import type { RuleSetting } from '../../../model/policy.ts';
import { globMatches } from '../../glob.ts';
import type { Located, Problem } from '../source-file.ts';
import { reachOf } from './reach.ts';
import type { Warned } from './warned.ts';

/** Copies that could not be made, because no key is named, or that the rule itself would not take, because theirs is not allowed. */
export const warnOfCopyKeys = ({ content, written }: Warned): readonly Problem[] => {
  const reach = reachOf(content);
  const named = new Set(
    content.overrides.flatMap(({ rules }) =>
      rules.flatMap(({ id, remediation }) => (remediation?.options?.kmsKey === undefined ? [] : [id])),
    ),
  );
  return content.rules.flatMap((rule, index) => {
    const at = written.rules[index]?.at;
    if (rule.remediation?.action !== 'encrypted-copy' || reach.get(rule.id)?.enforces !== true) return [];
    const key = rule.remediation.options?.kmsKey;
    if (key === undefined && !named.has(rule.id)) {
      return told(at, 'encrypted-copy makes no copy without `kmsKey`, the key to encrypt it under');
    }
    return key === undefined || mayBeAllowed(key, rule)
      ? []
      : told(at, `a copy under ${key} would fail the rule as well: \`kmsKeys\` does not allow the key`);
  });
};

const told = (at: Located | undefined, message: string): readonly Problem[] =>
  at === undefined ? [] : [{ at: (at.parts.get('remediate') ?? at).keyAt, message }];

// arn:aws:kms:<region>:<account>:<key/… or alias/…>
const partsOf = (arn: string): { readonly account: string; readonly resource: string } => {
  const [, , , , account = '*', ...rest] = arn.split(':');
  return { account, resource: rest.join(':') };
};

/** Which key an alias stands for, and which aliases a key has, is known to KMS alone: only what cannot be is told. */
const mayBeAllowed = (name: string, { parameters }: RuleSetting): boolean => {
  if (parameters.kind !== 'encryption' || parameters.kmsKeys.length === 0) return true;
  const { account, resource } = partsOf(name);
  return parameters.kmsKeys.some((wanted) => {
    if (/^\d{12}$/.test(wanted)) return wanted === account;
    if (wanted.startsWith('alias/')) return !resource.startsWith('alias/') || globMatches(wanted, resource);
    const of = partsOf(wanted);
    return (
      globMatches(of.account, account) &&
      (resource.startsWith('alias/') || globMatches(of.resource, resource))
    );
  });
};

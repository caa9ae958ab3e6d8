import type { Fact } from '../model/image.ts';
import type { RuleDefinition, RuleKind } from './rule.ts';
import { encryption } from './rules/encryption.ts';
import { publicSharing } from './rules/public-sharing.ts';
import { requiredTags } from './rules/required-tags.ts';
import { sharing } from './rules/sharing.ts';

/** What is known of a rule without its check. */
export type RuleEntry = Omit<RuleDefinition<RuleKind, Fact>, 'check'>;

/** Every rule there is, in the order of the documentation. */
export const rules: readonly RuleEntry[] = [publicSharing, sharing, encryption, requiredTags];

/** The registered rule of a kind. */
export const ruleOf = (kind: RuleKind): RuleEntry => {
  const rule = rules.find(({ id }) => id === kind);
  if (rule === undefined) throw new Error(`no rule ${kind} is registered`);
  return rule;
};

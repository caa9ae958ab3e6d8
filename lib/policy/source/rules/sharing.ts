import { allow, allowChange } from '../schema/forms.ts';
import { fewer, membersOf } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

export const sharingSource: RuleSource = {
  kind: 'sharing',
  members: { allow: allow.optional() },
  changes: { allow: allowChange.optional() },
  grows: ['allow'],
  stricter: { allow: membersOf({ accounts: fewer, organizations: fewer, units: fewer }) },
};

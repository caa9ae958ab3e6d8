import { allow, allowChange } from '../schema/forms.ts';
import { fewer, membersOf } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const lists = membersOf({ accounts: fewer, organizations: fewer, units: fewer });

export const snapshotSharingSource: RuleSource = {
  kind: 'snapshot-sharing',
  members: { allow: allow.optional() },
  changes: { allow: allowChange.optional() },
  grows: ['allow'],
  // Without a list it allows what the rule `sharing` allows: nobody can tell here which is less.
  stricter: { allow: (after, before) => before !== null && lists(after, before) },
};

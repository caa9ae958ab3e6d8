import { anyList } from '../schema/forms.ts';
import { oneOf } from '../schema/words.ts';
import { more } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const members = { also: anyList(oneOf(['snapshots'])).optional() };

export const publicSharingSource: RuleSource = {
  kind: 'public-sharing',
  members,
  changes: members,
  grows: [],
  stricter: { also: more },
};

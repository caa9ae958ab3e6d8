import { pattern } from '../schema/words.ts';
import type { RuleSource } from './rule-source.ts';

export const namingSource: RuleSource = {
  kind: 'naming',
  members: { pattern },
  changes: { pattern: pattern.optional() },
  grows: [],
};

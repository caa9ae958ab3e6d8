import type { Groups } from '../check-names.ts';
import type { ResolvedPolicy } from '../resolve/policy.ts';
import type { Problem } from '../source-file.ts';
import { warnOfModes } from './modes.ts';
import { warnOfRoutes } from './routes.ts';
import { warnOfGroups, warnOfWords } from './scopes.ts';
import { warnOfShadowed } from './shadowed.ts';
import { warnOfUndone } from './undone.ts';
import { warnOfUnmet } from './unmet.ts';

/** A good policy, with the groups as written and those of them that are named. */
export interface Warned extends Pick<ResolvedPolicy, 'content' | 'written'> {
  readonly groups: Groups;
  readonly usedGroups: ReadonlySet<string>;
}

/** What of a good policy does nothing, or not what it sounds like; only what its texts prove. */
export const warnOf = (policy: Warned): readonly Problem[] => [
  ...warnOfModes(policy),
  ...warnOfUndone(policy),
  ...warnOfGroups(policy),
  ...warnOfWords(policy),
  ...warnOfUnmet(policy),
  ...warnOfShadowed(policy),
  ...warnOfRoutes(policy),
];

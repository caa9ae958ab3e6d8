import type { Problem } from '../source-file.ts';
import { warnOfCopyKeys } from './copy-keys.ts';
import { warnOfEarned } from './earned.ts';
import { warnOfEmpty } from './empty.ts';
import { warnOfModes } from './modes.ts';
import { warnOfRoutes } from './routes.ts';
import { warnOfGroups, warnOfWords } from './scopes.ts';
import { warnOfShadowed } from './shadowed.ts';
import { warnOfTagValues } from './tag-values.ts';
import { warnOfUnmet } from './unmet.ts';
import type { Warned } from './warned.ts';

/** What of a good policy does nothing, or not what it sounds like; only what its texts prove. */
export const warnOf = (policy: Warned): readonly Problem[] => [
  ...warnOfModes(policy),
  ...warnOfEmpty(policy),
  ...warnOfEarned(policy),
  ...warnOfCopyKeys(policy),
  ...warnOfTagValues(policy),
  ...warnOfGroups(policy),
  ...warnOfWords(policy),
  ...warnOfUnmet(policy),
  ...warnOfShadowed(policy),
  ...warnOfRoutes(policy),
];

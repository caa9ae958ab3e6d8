import type { Groups } from '../check-names.ts';
import type { ResolvedPolicy } from '../resolve/written.ts';

/** A good policy, with the groups as written and those of them that are named. */
export interface Warned extends Pick<ResolvedPolicy, 'content' | 'written'> {
  readonly groups: Groups;
  readonly usedGroups: ReadonlySet<string>;
}

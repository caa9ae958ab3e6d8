import type { Match } from '../../../model/policy.ts';
import type { GroupSource, MatchSource } from '../schema/match.ts';

/** The groups by name, each as its file says it. */
export type GroupsByName = ReadonlyMap<string, GroupSource>;

const NOWHERE: GroupSource = { accounts: [] };

/** A scope with the groups it names put in. A name that is not known is a mistake that others tell. */
export const resolveMatch = (source: MatchSource, groups: GroupsByName): Match => {
  const written: Exclude<MatchSource, string> | GroupSource =
    typeof source === 'string' ? (groups.get(source.slice(1)) ?? NOWHERE) : source;
  const severity = 'severity' in written ? written.severity : undefined;
  const imageTags = 'imageTags' in written ? written.imageTags : undefined;
  return {
    ...(written.accounts === undefined ? {} : { accounts: named(written.accounts, 'accounts', groups) }),
    ...(written.ous === undefined ? {} : { units: named(written.ous, 'ous', groups) }),
    ...(written.regions === undefined ? {} : { regions: written.regions }),
    ...(written.accountTags === undefined ? {} : { accountTags: written.accountTags }),
    ...(written.images === undefined ? {} : { images: written.images }),
    ...(imageTags === undefined ? {} : { imageTags }),
    ...(severity === undefined ? {} : { severity }),
  };
};

/** A list with the lists of the groups it names put in, each entry once. */
export const named = (
  list: readonly string[],
  member: 'accounts' | 'ous',
  groups: GroupsByName,
): readonly string[] => [
  ...new Set(
    list.flatMap((entry) => (entry.startsWith('@') ? (groups.get(entry.slice(1))?.[member] ?? []) : [entry])),
  ),
];

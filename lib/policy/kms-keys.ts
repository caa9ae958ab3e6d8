import type { KeyAliases } from '../model/facts.ts';
import { globMatches } from './glob.ts';

/**
 * Whether a key (its ARN) is one of those wanted: account ids, globs over ARNs, or `alias/` and a glob. No key wanted allows
 * all. Null: an alias may allow it, and its aliases are not known.
 */
export const keyIsAllowed = (
  key: string,
  wanted: readonly string[],
  aliases: readonly KeyAliases[] | null,
): boolean | null => {
  if (wanted.length === 0) return true;
  const byAlias = wanted.filter((entry) => entry.startsWith('alias/'));
  const byArn = wanted.filter((entry) => !byAlias.includes(entry));
  if (
    byArn.some((entry) => (/^\d{12}$/.test(entry) ? key.split(':')[4] === entry : globMatches(entry, key)))
  ) {
    return true;
  }
  if (byAlias.length === 0) return false;
  const own = aliases?.find((entry) => entry.key === key);
  if (own === undefined) return null;
  return own.aliases.some((alias) => byAlias.some((glob) => globMatches(glob, alias)));
};

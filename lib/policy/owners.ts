import type { Organization } from '../model/organization.ts';
import { isMember } from './membership.ts';

const ACCOUNT_ID = /^\d{12}$/;

/**
 * Whether a list of owners holds one: account ids, AWS's aliases (`amazon`, `aws-marketplace`, `aws-backup-vault`), and `self` for
 * every account of the organisation.
 */
export const ownsListed = (
  owners: readonly string[],
  owner: { readonly account: string | null; readonly alias: string | null },
  organization: Organization,
): boolean =>
  owners.some((listed) => {
    if (listed === 'self') return owner.account !== null && isMember(organization, owner.account);
    return listed === owner.account || listed === owner.alias;
  });

/**
 * Whether a list of owners holds one that AWS names in one word, an account id or an alias. Null: AWS named none, and the list
 * holds accounts, so that nobody can tell; no alias at all is no alias of the list.
 */
export const isListedOwner = (
  owners: readonly string[],
  word: string | null,
  organization: Organization,
): boolean | null => {
  if (word === null)
    return owners.some((listed) => listed === 'self' || ACCOUNT_ID.test(listed)) ? null : false;
  const owner = ACCOUNT_ID.test(word) ? { account: word, alias: null } : { account: null, alias: word };
  return ownsListed(owners, owner, organization);
};

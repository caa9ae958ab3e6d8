import type { Principal } from '../model/principal.ts';
import type { AccountNames } from './alert-options.ts';
import type { Wording } from './wording.ts';

// An image can be shared with 1,000 principals; the journal has them all, a message the first ones.
const SHOWN = 10;

/** One principal for people, such as `account 222233334444 ("web-prod")`. */
export const principalText = (principal: Principal, options: AccountNames, wording: Wording): string => {
  switch (principal.kind) {
    case 'public':
      return 'everybody (public)';
    case 'account':
      return `account ${accountText(principal.account, options, wording)}`;
    case 'organization':
      return `organisation ${wording.id(principal.organization)}`;
    case 'unit':
      return `unit ${wording.id(principal.unit)} of organisation ${wording.id(principal.organization)}`;
  }
};

/** Several principals in the order given, at most ten by name; `nobody` when there are none. */
export const principalList = (
  principals: readonly Principal[],
  options: AccountNames,
  wording: Wording,
): string => {
  if (principals.length === 0) return 'nobody';
  const shown = principals.slice(0, SHOWN).map((principal) => principalText(principal, options, wording));
  const rest = principals.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${String(rest)} more` : shown.join(', ');
};

/** An account's id, and its name where that is known. */
export const accountText = (account: string, options: AccountNames, wording: Wording): string => {
  const name = options.accountName(account);
  return name === null ? wording.id(account) : `${wording.id(account)} (${wording.name(name)})`;
};

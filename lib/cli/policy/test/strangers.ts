import type { Organization } from '../../../model/organization.ts';
import { isMember } from '../../../policy/membership.ts';
import type { PolicyTestSource } from '../../../policy/source/schema/tests.ts';

/** A warning for tests whose account the organisation does not have: scopes by unit or account tag cannot be told for it, and may be errors. */
export const strangersOf = (
  policies: readonly { readonly tests: readonly PolicyTestSource[] }[],
  organization: Organization,
  isExample: boolean,
): string => {
  const accounts = policies.flatMap(({ tests }) => tests.map(({ given }) => given.account));
  const strangers = [...new Set(accounts)].filter((account) => !isMember(organization, account)).toSorted();
  if (strangers.length === 0) return '';
  const some = strangers.slice(0, 5).join(', ');
  const more = strangers.length > 5 ? ` and ${String(strangers.length - 5)} more` : '';
  const remedy = isExample ? '; --organization names yours' : '';
  const which = isExample ? 'the example organisation' : organization.id;
  return `warning: ${some}${more}: no account of ${which}: its units and tags are not known${remedy}\n`;
};

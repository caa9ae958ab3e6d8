import type { AccountId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';

/** The organisation, cached for some minutes; rejects with `Fault` when it was never read and cannot be. */
export interface OrganizationSource {
  /**
   * With the tags of `account`, where the policy asks for any; those of all other accounts are left empty, because reading
   * them is one call for each. Null for nobody's.
   */
  organization(account: AccountId | null): Promise<Organization>;
}

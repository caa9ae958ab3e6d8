import type { Organization } from '../model/organization.ts';

/** The organisation, cached for some minutes; rejects with `Fault` when it was never read and cannot be. */
export interface OrganizationSource {
  organization(): Promise<Organization>;
}

import type { SurveyPorts } from './survey-ports.ts';

/** What a walk found. */
export interface Walked {
  readonly accounts: number;
}

/** Walks the organisation and keeps it, for all who have no time for a walk. Rejects with `Fault`. */
export const walk = async ({
  organizations,
  inventory,
}: Pick<SurveyPorts, 'organizations' | 'inventory'>): Promise<Walked> => {
  const organization = await organizations.organization(null);
  await inventory.putOrganization(organization);
  return { accounts: organization.accounts.length };
};

import { OrganizationSchema } from '../model/organization-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { Inventory } from '../ports/inventory.ts';
import { attempt, textOf, type Database } from './database.ts';

/** The part of the inventory that holds the organisation as it was last walked. */
export const localOrganization = (
  database: Database,
): Pick<Inventory, 'organization' | 'putOrganization'> => {
  const { connection } = database;
  const read = connection.prepare('SELECT document FROM organization');
  const put = connection.prepare(
    `INSERT INTO organization (only, observed_at, document) VALUES (1, ?, ?)
     ON CONFLICT DO UPDATE SET observed_at = excluded.observed_at, document = excluded.document
     WHERE excluded.observed_at > observed_at`,
  );
  return {
    organization: () =>
      attempt(database, 'ReadOrganization', () => {
        const row = read.get();
        if (row === undefined) return null;
        return parseDocument('organisation', textOf(row, 'document'), OrganizationSchema);
      }),
    putOrganization: (organization) =>
      attempt(database, 'PutOrganization', () => {
        put.run(new Date(organization.observedAt).toISOString(), JSON.stringify(organization));
      }),
  };
};

import * as z from 'zod/mini';
import { AccountId, OrganizationId, UnitId } from './ids.ts';
import type { Organization } from './organization.ts';
import { text } from './schema-forms.ts';

/** The organisation's document. */
export const OrganizationSchema: z.ZodMiniType<Organization> = z.looseObject({
  id: OrganizationId,
  managementAccount: AccountId,
  observedAt: text,
  accounts: z.array(
    z.looseObject({
      account: AccountId,
      name: text,
      active: z.boolean(),
      units: z.array(UnitId),
      path: text,
      tags: z.record(text, text),
    }),
  ),
  units: z.array(z.looseObject({ unit: UnitId, name: text, path: text })),
});

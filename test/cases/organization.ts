import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { Organization, OrganizationAccount } from '../../lib/model/organization.ts';

const account = (
  id: string,
  name: string,
  path: string,
  units: readonly string[],
  tags: Readonly<Record<string, string>> = {},
): OrganizationAccount => ({
  account: AccountId.parse(id),
  name,
  active: true,
  units: units.map((unit) => UnitId.parse(unit)),
  path,
  tags,
});

const unit = (id: string, path: string) => ({
  unit: UnitId.parse(id),
  name: path.split('/').at(-1) ?? path,
  path,
});

/** The organisation in which the cases play. */
export const exampleOrganization: Organization = {
  id: OrganizationId.parse('o-exampleorg1'),
  managementAccount: AccountId.parse('123456789012'),
  observedAt: '2026-09-01T00:00:00.000Z',
  accounts: [
    account('123456789012', 'management', 'Root', []),
    account('111122223333', 'golden-pipeline', 'Root/Infrastructure', ['ou-ab12-infra001']),
    account('999988887777', 'security', 'Root/Security', ['ou-ab12-secur001']),
    account('222233334444', 'web-prod', 'Root/Workloads/Prod', ['ou-ab12-prod0001', 'ou-ab12-workl001'], {
      env: 'prod',
    }),
    account('333344445555', 'data-prod', 'Root/Workloads/Prod', ['ou-ab12-prod0001', 'ou-ab12-workl001'], {
      env: 'prod',
    }),
    account('555566667777', 'web-dev', 'Root/Workloads/Dev', ['ou-ab12-dev00001', 'ou-ab12-workl001'], {
      env: 'dev',
    }),
    account('666677778888', 'playground', 'Root/Sandbox', ['ou-ab12-sandb001']),
  ],
  units: [
    unit('ou-ab12-infra001', 'Root/Infrastructure'),
    unit('ou-ab12-secur001', 'Root/Security'),
    unit('ou-ab12-workl001', 'Root/Workloads'),
    unit('ou-ab12-prod0001', 'Root/Workloads/Prod'),
    unit('ou-ab12-dev00001', 'Root/Workloads/Dev'),
    unit('ou-ab12-sandb001', 'Root/Sandbox'),
  ],
};

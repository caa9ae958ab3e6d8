import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { OrganizationAccount } from '../../lib/model/organization.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { functionKeys } from './sandbox-keys.ts';
import { organizationContract } from './organization.ts';

const units = {
  Infrastructure: UnitId.parse('ou-ab12-infra001'),
  Security: UnitId.parse('ou-ab12-secur001'),
  Workloads: UnitId.parse('ou-ab12-workl001'),
  'Workloads/Prod': UnitId.parse('ou-ab12-prod0001'),
  'Workloads/Dev': UnitId.parse('ou-ab12-dev00001'),
  Sandbox: UnitId.parse('ou-ab12-sandb001'),
} as const;

const account = (
  id: string,
  name: string,
  path: string,
  above: readonly UnitId[],
  tags: Readonly<Record<string, string>> = {},
): OrganizationAccount => ({ account: AccountId.parse(id), name, active: true, units: above, path, tags });

organizationContract('AWS Organizations, by the sandbox', async () => {
  const sandbox = await startSandbox();
  const client = new OrganizationsClient({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: functionKeys(sandbox, 'guard'),
  });
  const { Infrastructure, Security, Workloads, Sandbox } = units;
  const prod = [units['Workloads/Prod'], Workloads];
  return {
    client,
    close: () => sandbox.close(),
    expected: {
      id: OrganizationId.parse('o-exampleorg1'),
      managementAccount: AccountId.parse('123456789012'),
      accounts: [
        account('123456789012', 'management', 'Root', []),
        account('111122223333', 'golden-pipeline', 'Root/Infrastructure', [Infrastructure]),
        account('999988887777', 'security', 'Root/Security', [Security]),
        account('222233334444', 'web-prod', 'Root/Workloads/Prod', prod, { env: 'prod' }),
        account('333344445555', 'data-prod', 'Root/Workloads/Prod', prod, { env: 'prod' }),
        account('555566667777', 'web-dev', 'Root/Workloads/Dev', [units['Workloads/Dev'], Workloads], {
          env: 'dev',
        }),
        account('666677778888', 'playground', 'Root/Sandbox', [Sandbox]),
      ],
      units: Object.entries(units).map(([path, unit]) => ({
        unit,
        name: path.replace(/^.*\//, ''),
        path: `Root/${path}`,
      })),
    },
  };
});

import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  TagResourceCommand,
} from '@aws-sdk/client-organizations';
import { describe } from 'vitest';
import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import { hasMoto, startMoto } from './moto.ts';
import { organizationContract } from './organization.ts';

const management = '123456789012';

describe.skipIf(!hasMoto)('a second emulator', () => {
  organizationContract('AWS Organizations, by moto', async () => {
    const moto = await startMoto();
    const client = new OrganizationsClient({
      endpoint: moto.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: management, secretAccessKey: 'any' },
    });
    const { Organization: created } = await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));

    const unit = async (parent: string | undefined, name: string): Promise<UnitId> => {
      const command = new CreateOrganizationalUnitCommand({ ParentId: parent, Name: name });
      return UnitId.parse((await client.send(command)).OrganizationalUnit?.Id);
    };
    const account = async (name: string, parent: string): Promise<AccountId> => {
      const command = new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` });
      const id = AccountId.parse((await client.send(command)).CreateAccountStatus?.AccountId);
      const move = { AccountId: id, SourceParentId: root?.Id, DestinationParentId: parent };
      await client.send(new MoveAccountCommand(move));
      return id;
    };

    const workloads = await unit(root?.Id, 'Workloads');
    const prod = await unit(workloads, 'Prod');
    const web = await account('web-prod', prod);
    const security = await account('security', workloads);
    await client.send(new TagResourceCommand({ ResourceId: web, Tags: [{ Key: 'env', Value: 'prod' }] }));
    const active = { active: true, tags: {} };
    return {
      client,
      close: moto.close,
      expected: {
        id: OrganizationId.parse(created?.Id),
        managementAccount: AccountId.parse(management),
        accounts: [
          { ...active, account: AccountId.parse(management), name: 'master', units: [], path: 'Root' },
          { ...active, account: security, name: 'security', units: [workloads], path: 'Root/Workloads' },
          {
            account: web,
            name: 'web-prod',
            active: true,
            units: [prod, workloads],
            path: 'Root/Workloads/Prod',
            tags: { env: 'prod' },
          },
        ],
        units: [
          { unit: workloads, name: 'Workloads', path: 'Root/Workloads' },
          { unit: prod, name: 'Prod', path: 'Root/Workloads/Prod' },
        ],
      },
    };
  });
});

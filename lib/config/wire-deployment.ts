import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { accountRegions } from '../aws/account-regions.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { memberLooks, UNLOOKED } from '../aws/member-looks.ts';
import { walkOrganization } from '../aws/organization-walk.ts';
import { Region } from '../model/ids.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { LookAtMember } from '../ports/member-looks.ts';
import { callerOf, regionOf } from './own-credentials.ts';
import { type OtherRole, ownMembers } from './own-members.ts';
import { openInventory, type OpenInventory } from './wire-inventory.ts';
import { viaConfig, type ViaSettings } from './wire-via.ts';

/** A deployed service, and by which role its members may be looked at; null: not at all. */
export interface DeploymentSettings extends ViaSettings {
  readonly role: OtherRole | null;
  readonly stage: string;
}

/** What a deployed service keeps of its members, and a look at them. All of it rejects with `Fault`. */
export interface Deployment extends OpenInventory {
  readonly look: LookAtMember;
  /** Where members should be: the active accounts of the organisation, in the regions that the hub's account has enabled. */
  readonly members: () => Promise<readonly AccountRegion[]>;
}

// IAM is a global service as well.
const GLOBAL = Region.parse('us-east-1');

/** Finds the service by its stack. Rejects with `Fault` when there is none. */
export const openDeployment = async (settings: DeploymentSettings): Promise<Deployment> => {
  const kept = await openInventory({ kind: 'stack', settings });
  const { role, stage, environment } = settings;
  const config = viaConfig(settings);
  const sts = new STSClient(config);
  // Organizations is a global service, signed for us-east-1.
  const organizations = new OrganizationsClient({ ...config, region: GLOBAL });
  const clock = { now: () => new Date() };
  const own = { account: (await callerOf(sts)).account, sts, clock };
  const reached = ownMembers(own, role, environment['AWS_ENDPOINT_URL']);
  return {
    ...kept,
    look:
      role === null ? () => Promise.resolve(UNLOOKED) : memberLooks({ ...reached, region: GLOBAL, stage }),
    members: async () => {
      const { accounts } = await walkOrganization(organizations, clock.now().toISOString());
      const regions = await accountRegions(ec2Clients(reached), await regionOf(sts)).of(own.account);
      return accounts
        .filter(({ active }) => active)
        .flatMap(({ account }) =>
          regions.filter(({ enabled }) => enabled).map(({ region }) => ({ account, region })),
        );
    },
    close: () => {
      kept.close();
      for (const client of [sts, organizations]) client.destroy();
    },
  };
};

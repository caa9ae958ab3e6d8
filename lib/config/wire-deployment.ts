import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { accountRegions } from '../aws/account-regions.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { memberLooks, UNLOOKED } from '../aws/member-looks.ts';
import { walkOrganization } from '../aws/organization-walk.ts';
import { stackOutputs } from '../aws/stack-outputs.ts';
import type { CoverageLimits } from '../model/coverage.ts';
import { Region } from '../model/ids.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { LookAtMember } from '../ports/member-looks.ts';
import { deployedSettings } from './deployed-settings.ts';
import { callerOf, regionOf } from './own-credentials.ts';
import { type OtherRole, ownMembers } from './own-members.ts';
import { openInventory, type OpenInventory } from './wire-inventory.ts';
import { viaConfig, type ViaSettings } from './wire-via.ts';

/** A deployed service, and by which role its members may be looked at; null: not at all. */
export interface DeploymentSettings extends ViaSettings {
  readonly role: OtherRole | null;
  readonly stage: string;
  /** Whether the members were deployed without the writer role on purpose. */
  readonly auditOnly: boolean;
}

/** What a deployed service keeps of its members, and a look at them. All of it rejects with `Fault`. */
export interface Deployment extends OpenInventory {
  readonly look: LookAtMember;
  /** From when on the service itself calls a member silent or stale. */
  readonly limits: CoverageLimits;
  /** Where members should be: the active accounts of the organisation, in the regions that the hub's account has enabled. */
  readonly members: () => Promise<readonly AccountRegion[]>;
}

// IAM is a global service as well.
const GLOBAL = Region.parse('us-east-1');

/** Finds the service by its stack. Rejects with `Fault` when there is none. */
export const openDeployment = async (settings: DeploymentSettings): Promise<Deployment> => {
  const kept = await openInventory({ kind: 'stack', settings });
  const { role, stage, auditOnly, environment } = settings;
  const config = viaConfig(settings);
  const stack = new CloudFormationClient(config);
  const { limits, readerRole, writerRole } = deployedSettings(await stackOutputs(stack, settings.stack));
  const names = { readerRole, writerRole: auditOnly ? null : writerRole };
  const sts = new STSClient(config);
  // Organizations is a global service, signed for us-east-1.
  const organizations = new OrganizationsClient({ ...config, region: GLOBAL });
  const clock = { now: () => new Date() };
  const own = { account: (await callerOf(sts)).account, sts, clock };
  const reached = ownMembers(own, role, environment['AWS_ENDPOINT_URL']);
  return {
    ...kept,
    limits,
    look:
      role === null
        ? () => Promise.resolve(UNLOOKED)
        : memberLooks({ ...reached, ...names, region: GLOBAL, stage }),
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
      for (const client of [sts, organizations, stack]) client.destroy();
    },
  };
};

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { callerPermissions } from '../aws/permissions.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Permissions } from '../ports/permissions.ts';
import { ANY_REGION, callerOf, regionOf, regionOfEnvironment } from './own-credentials.ts';
import type { Environment } from './settings.ts';

/** Whose permissions are looked at, and where those are asked that differ by region. */
export interface DoctorSettings {
  readonly environment: Environment;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Somebody's own credentials, and what they may do. */
export interface Doctor {
  readonly place: AccountRegion;
  readonly arn: string;
  readonly permissions: Permissions;
  /** Why IAM did not tell, as far as it did not. */
  readonly remarks: () => readonly string[];
  readonly close: () => void;
}

/** Finds out whose the credentials are that the SDK finds by itself. Rejects with `Fault`. */
export const openDoctor = async ({
  environment,
  profile,
  region: wanted,
}: DoctorSettings): Promise<Doctor> => {
  const settings = {
    ...CLIENT_DEFAULTS,
    ...regionOfEnvironment(environment),
    ...(profile === undefined ? {} : { profile }),
    ...(wanted === undefined ? {} : { region: wanted }),
  };
  const named = new STSClient(settings);
  const region = await regionOf(named).catch(() => ANY_REGION);
  named.destroy();
  const config = { ...settings, region };
  const sts = new STSClient(config);
  const { account, arn } = await callerOf(sts);
  // Organizations and IAM are global services, signed for us-east-1.
  const global = { ...config, region: 'us-east-1' };
  const iam = new IAMClient(global);
  const clients = {
    metrics: new CloudWatchClient(config),
    ec2: new EC2Client(config),
    kms: new KMSClient(config),
    quotas: new ServiceQuotasClient(config),
    organizations: new OrganizationsClient(global),
  };
  const remarks = new Set<string>();
  return {
    place: { account, region },
    arn,
    permissions: callerPermissions(iam, arn, clients, (why) => remarks.add(why)),
    remarks: () => [...remarks],
    close: () => {
      for (const client of [sts, iam, ...Object.values(clients)]) client.destroy();
    },
  };
};

import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { ownImages } from '../aws/own-images.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId, ImageId, Region } from '../model/ids.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageReader } from '../ports/images.ts';
import { readOrganization, type SeenOrganization } from './live-organization.ts';
import { callerOf, regionOf } from './own-credentials.ts';

/** The account and region that somebody's own credentials lead to, read-only. */
export interface Live {
  readonly place: AccountRegion;
  readonly reader: ImageReader;
  readonly clock: Clock;
  /** The organisation as far as these credentials may see it, and in `problems` what could not be known, a sentence each. Never rejects. */
  readonly organization: (withTags: boolean) => Promise<SeenOrganization>;
  /** The ids of all own images of the place. Rejects with `Fault`. */
  readonly images: () => Promise<readonly ImageId[]>;
}

/**
 * AWS by the credentials that the SDK finds by itself (environment, profile, SSO, …), at AWS_ENDPOINT_URL where that is set. No
 * role is assumed and no writer is made. Rejects with `Fault` when there are none, or they are another account's.
 */
export const wireLive = async (wanted: {
  readonly profile?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}): Promise<Live> => {
  const config = {
    ...CLIENT_DEFAULTS,
    ...(wanted.profile === undefined ? {} : { profile: wanted.profile }),
    ...(wanted.region === undefined ? {} : { region: wanted.region }),
  };
  const sts = new STSClient(config);
  const region = await regionOf(sts);
  const { account } = await callerOf(sts);
  if (wanted.account !== undefined && wanted.account !== account) throw otherAccount(account, wanted.account);
  const place = { account, region };
  const clock: Clock = { now: () => new Date() };
  const own =
    <Client>(make: (settings: typeof config & { readonly region: Region }) => Client) =>
    (of: AccountId, where: Region): Promise<Client> =>
      of === account
        ? Promise.resolve(make({ ...config, region: where }))
        : Promise.reject(otherAccount(account, of));
  const clients = own((settings) => new EC2Client(settings));
  const kms = own((settings) => new KMSClient(settings));
  const quotas = own((settings) => new ServiceQuotasClient(settings));
  return {
    place,
    clock,
    reader: ec2Images({ clients, kms, quotas, clock }),
    organization: (withTags) =>
      // Organizations is a global service, signed for us-east-1.
      readOrganization(new OrganizationsClient({ ...config, region: 'us-east-1' }), account, withTags, clock),
    images: () => ownImages(clients)(account, region),
  };
};

const otherAccount = (own: string, other: string): Fault =>
  new Fault('AWS', 'OtherAccount', `these credentials are of account ${own}, not of ${other}`, {
    retryable: false,
  });

import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient, DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { asFault } from '../aws/faults.ts';
import { readAccountTags, walkOrganization } from '../aws/organization-walk.ts';
import { ownImages } from '../aws/own-images.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, OrganizationId, Region, type ImageId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageReader } from '../ports/images.ts';

/** The account and region that somebody's own credentials lead to, read-only. */
export interface Live {
  readonly place: AccountRegion;
  readonly reader: ImageReader;
  readonly clock: Clock;
  /** The organisation as far as these credentials may see it, and in `problems` what could not be known, a sentence each. Never rejects. */
  readonly organization: (
    withTags: boolean,
  ) => Promise<{ readonly organization: Organization; readonly problems: readonly string[] }>;
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
  const account = await callerOf(sts);
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

const regionOf = async (sts: STSClient): Promise<Region> => {
  const named = Region.safeParse(await sts.config.region().catch(() => ''));
  if (named.success) return named.data;
  const message = 'no region is set: name one, in AWS_REGION or the profile';
  throw new Fault('AWS', 'NoRegion', message, { retryable: false });
};

const callerOf = async (sts: STSClient): Promise<AccountId> => {
  const { Account } = await asFault('GetCallerIdentity', sts.send(new GetCallerIdentityCommand({})));
  return AccountId.parse(Account);
};

const otherAccount = (own: string, other: string): Fault =>
  new Fault('AWS', 'OtherAccount', `these credentials are of account ${own}, not of ${other}`, {
    retryable: false,
  });

const readOrganization = async (
  client: OrganizationsClient,
  account: AccountId,
  withTags: boolean,
  clock: Clock,
): Promise<{ readonly organization: Organization; readonly problems: readonly string[] }> => {
  const observedAt = clock.now().toISOString();
  try {
    const organization = await walkOrganization(client, observedAt);
    return withTags ? await tagged(client, organization, account) : { organization, problems: [] };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const organization = await described(client, observedAt);
    const problems = [
      `the accounts and units of the organisation could not be read (${fault.message}): accounts of it count as strangers, and`,
      'scopes by unit or account tag cannot be told; --organization names them',
    ];
    return { organization, problems: [problems.join(' ')] };
  }
};

/** An account without its tags would look like one that has none: it is left out then, so that what asks for them cannot be told. */
const tagged = async (client: OrganizationsClient, organization: Organization, account: AccountId) => {
  const { accounts } = organization;
  try {
    const tags = await readAccountTags(client, account);
    const known = accounts.map((one) => (one.account === account ? { ...one, tags } : one));
    return { organization: { ...organization, accounts: known }, problems: [] };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const others = accounts.filter((one) => one.account !== account);
    const problem = `the tags of account ${account} could not be read (${fault.message}): scopes that ask for them cannot be told`;
    return { organization: { ...organization, accounts: others }, problems: [problem] };
  }
};

const NOBODY = {
  id: OrganizationId.parse('o-0000000000'),
  managementAccount: AccountId.parse('000000000000'),
};

/** Every member may ask which organisation it is in, if little else. */
const described = async (client: OrganizationsClient, observedAt: string): Promise<Organization> => {
  const nothing = { observedAt, accounts: [], units: [] };
  try {
    const { Organization: told } = await asFault(
      'DescribeOrganization',
      client.send(new DescribeOrganizationCommand({})),
    );
    const id = OrganizationId.parse(told?.Id);
    return { ...nothing, id, managementAccount: AccountId.parse(told?.MasterAccountId) };
  } catch {
    return { ...nothing, ...NOBODY };
  }
};

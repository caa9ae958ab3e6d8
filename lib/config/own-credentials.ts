import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { asFault } from '../aws/faults.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, Region } from '../model/ids.ts';
import type { Environment } from './settings.ts';

/** The region that the SDK finds by itself (environment, profile). Rejects with `Fault` when there is none. */
export const regionOf = async (client: {
  readonly config: Pick<STSClient['config'], 'region'>;
}): Promise<Region> => {
  const named = Region.safeParse(await client.config.region().catch(() => ''));
  if (named.success) return named.data;
  const message = 'no region is set: name one, in AWS_REGION or the profile';
  throw new Fault('AWS', 'NoRegion', message, { retryable: false });
};

/** Where a region is named by nobody: AWS's own default, in which every account can ask for its regions. */
export const ANY_REGION = Region.parse('us-east-1');

/** Whose the credentials are, as AWS says. Rejects with `Fault`. */
export const callerOf = async (
  sts: STSClient,
): Promise<{ readonly account: AccountId; readonly arn: string }> => {
  const asked = asFault('GetCallerIdentity', sts.send(new GetCallerIdentityCommand({})));
  const { Account, Arn } = await asked.catch((fault: unknown) => {
    throw hasNone(fault) ? noCredentials(fault) : fault;
  });
  return { account: AccountId.parse(Account), arn: Arn ?? '' };
};

// What the SDK says when no link of its chain has any; of a link that has some but cannot use them (an SSO session that is over) it says more.
const hasNone = (fault: unknown): fault is Fault =>
  fault instanceof Fault &&
  fault.code === 'CredentialsProviderError' &&
  fault.message.endsWith('Could not load credentials from any providers');

const noCredentials = (fault: Fault): Fault =>
  new Fault(
    'AWS',
    'NoCredentials',
    'none were found: neither in the environment (AWS_ACCESS_KEY_ID), nor in the profile (--profile or AWS_PROFILE: is it spelled so in ' +
      'your AWS configuration?), nor of a login (aws sso login)',
    { retryable: false, cause: fault },
  );

/** The region that the AWS CLI would take from the environment where the SDK for JavaScript, which knows AWS_REGION alone, would not. */
export const regionOfEnvironment = (environment: Environment): { readonly region?: string } => {
  const { AWS_REGION: known, AWS_DEFAULT_REGION: usual } = environment;
  return known === undefined && usual !== undefined ? { region: usual } : {};
};

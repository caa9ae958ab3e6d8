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

/** Whose the credentials are, as AWS says. Rejects with `Fault`. */
export const callerOf = async (
  sts: STSClient,
): Promise<{ readonly account: AccountId; readonly arn: string }> => {
  const { Account, Arn } = await asFault('GetCallerIdentity', sts.send(new GetCallerIdentityCommand({})));
  return { account: AccountId.parse(Account), arn: Arn ?? '' };
};

/** The region that the AWS CLI would take from the environment where the SDK for JavaScript, which knows AWS_REGION alone, would not. */
export const regionOfEnvironment = (environment: Environment): { readonly region?: string } => {
  const { AWS_REGION: known, AWS_DEFAULT_REGION: usual } = environment;
  return known === undefined && usual !== undefined ? { region: usual } : {};
};

import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { AccountId, Region } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';
import { cached } from './cached.ts';
import { errorCode, present, toFault } from './faults.ts';
import { memberClients, type MemberClients, type MemberClientSettings } from './member-clients.ts';

/** Answers the Service Quotas client of one account and region. */
export type QuotaClients = MemberClients<ServiceQuotasClient>;

/** Service Quotas clients by account and region. */
export const quotaClients = (settings: MemberClientSettings): QuotaClients =>
  memberClients(settings, (config) => new ServiceQuotasClient(config));

// "AMI sharing": with how many accounts, organisations and units together an image may be shared.
const SHARES = { ServiceCode: 'ec2', QuotaCode: 'L-70015FFA' } as const;

// A quota changes when somebody at AWS grants more, which takes days; every share asks for it.
const FRESH_MS = 10 * 60_000;

const KEPT = 1_024;

const valueOf = (operation: string, quota: ServiceQuota | undefined): number =>
  present(operation, 'Quota.Value', quota?.Value);

const readQuota = async (client: ServiceQuotasClient): Promise<number> => {
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand(SHARES));
    return valueOf('GetServiceQuota', Quota);
  } catch (error) {
    // An account that was never given more has no applied value.
    if (errorCode(error) !== 'NoSuchResourceException') throw toFault('GetServiceQuota', error);
  }
  try {
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(SHARES));
    return valueOf('GetAWSDefaultServiceQuota', Quota);
  } catch (error) {
    throw toFault('GetAWSDefaultServiceQuota', error);
  }
};

/**
 * With how many entities an image of this account and region may be shared: the applied quota, or AWS's default where there is
 * none. Kept for ten minutes. Rejects with `Fault`, which is not kept.
 */
export const shareQuotas = ({
  clients,
  clock,
}: {
  readonly clients: QuotaClients;
  readonly clock: Clock;
}): ((account: AccountId, region: Region) => Promise<number>) => {
  const quotas = new Map<string, () => Promise<number>>();
  return (account, region) => {
    const key = `${account}/${region}`;
    const load = async (): Promise<number> => readQuota(await clients(account, region));
    const quota = quotas.get(key) ?? cached({ clock, freshMs: FRESH_MS, load });
    quotas.delete(key);
    quotas.set(key, quota);
    const [oldest] = quotas.keys();
    if (quotas.size > KEPT && oldest !== undefined) quotas.delete(oldest);
    return quota();
  };
};

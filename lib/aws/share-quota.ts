import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { QuotaName } from '../model/facts.ts';
import type { AccountId, Region } from '../model/ids.ts';
import type { AppliedLimit } from '../model/inventory.ts';
import type { Clock } from '../ports/clock.ts';
import { cached } from './cached.ts';
import { errorCode, present, toFault } from './faults.ts';
import { QUOTA_CODES } from './quota-codes.ts';
import { memberClients, type MemberClients, type MemberClientSettings } from './member-clients.ts';

/** Answers the Service Quotas client of one account and region. */
export type QuotaClients = MemberClients<ServiceQuotasClient>;

/** Service Quotas clients by account and region. */
export const quotaClients = (settings: MemberClientSettings): QuotaClients =>
  memberClients(settings, (config) => new ServiceQuotasClient(config));

// A quota changes when somebody at AWS grants more, which takes days; every share asks for it.
const FRESH_MS = 10 * 60_000;

const KEPT = 1_024;

const valueOf = (operation: string, quota: ServiceQuota | undefined): number =>
  present(operation, 'Quota.Value', quota?.Value);

/** The quota as it was applied to the account, or AWS's default where it was given none of its own. Rejects with `Fault`. */
export const readLimit = async (
  client: ServiceQuotasClient,
  name: QuotaName,
): Promise<Pick<AppliedLimit, 'limit' | 'origin'>> => {
  const code = QUOTA_CODES[name];
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand(code));
    return { limit: valueOf('GetServiceQuota', Quota), origin: 'applied' };
  } catch (error) {
    // An account that was never given more has no applied value.
    if (errorCode(error) !== 'NoSuchResourceException') throw toFault('GetServiceQuota', error);
  }
  try {
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(code));
    return { limit: valueOf('GetAWSDefaultServiceQuota', Quota), origin: 'default' };
  } catch (error) {
    throw toFault('GetAWSDefaultServiceQuota', error);
  }
};

/** The same as a number. */
export const readQuota = async (client: ServiceQuotasClient, name: QuotaName): Promise<number> =>
  (await readLimit(client, name)).limit;

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
    const load = async (): Promise<number> => readQuota(await clients(account, region), 'ami-shares');
    const quota = quotas.get(key) ?? cached({ clock, freshMs: FRESH_MS, load });
    quotas.delete(key);
    quotas.set(key, quota);
    const [oldest] = quotas.keys();
    if (quotas.size > KEPT && oldest !== undefined) quotas.delete(oldest);
    return quota();
  };
};

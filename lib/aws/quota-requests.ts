import {
  ListRequestedServiceQuotaChangeHistoryCommand,
  type RequestedServiceQuotaChange,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { QuotaName, QuotaRequest } from '../model/facts.ts';
import type { Datum } from '../model/image.ts';
import { datumOf } from './datum.ts';
import { present } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { allPages } from './pages.ts';
import { QUOTA_CODES } from './quota-codes.ts';
import { readQuota } from './share-quota.ts';

const OPERATION = 'ListRequestedServiceQuotaChangeHistory';

// Service Quotas user guide, "Quotas": Get and List calls 10 a second.
const AT_ONCE = 2;

const NAMES = Object.keys(QUOTA_CODES) as QuotaName[];

/** Nobody has decided yet. */
const isOpen = ({ Status }: RequestedServiceQuotaChange): boolean =>
  Status === 'PENDING' || Status === 'CASE_OPENED';

const historyOf = (
  client: ServiceQuotasClient,
  ServiceCode: string,
): Promise<readonly RequestedServiceQuotaChange[]> =>
  allPages(
    (token) => client.send(new ListRequestedServiceQuotaChangeHistoryCommand({ ServiceCode, ...token })),
    ({ RequestedQuotas }) => present(OPERATION, 'RequestedQuotas', RequestedQuotas),
  );

/** The quotas that are watched, as they were granted, and the largest increase of each that was asked for and is not decided. Never rejects. */
export const readQuotaRequests = (client: ServiceQuotasClient): Promise<Datum<readonly QuotaRequest[]>> =>
  datumOf(OPERATION, async () => {
    const services = [...new Set(NAMES.map((name) => QUOTA_CODES[name].ServiceCode))];
    const asked = (await fewAtATime(services, 1, (service) => historyOf(client, service)))
      .flat()
      .filter(isOpen);
    return fewAtATime(NAMES, AT_ONCE, async (quota) => {
      const open = asked
        .filter(({ QuotaCode }) => QuotaCode === QUOTA_CODES[quota].QuotaCode)
        .map(({ DesiredValue }) => present(OPERATION, 'DesiredValue', DesiredValue));
      return {
        quota,
        limit: await readQuota(client, quota),
        asked: open.length === 0 ? null : Math.max(...open),
      };
    });
  });

import { RequestServiceQuotaIncreaseCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Write } from '../model/plan.ts';
import { QUOTA_CODES } from './quota-codes.ts';
import { requestIdOf } from './request-id.ts';

/** One RequestServiceQuotaIncrease. Service Quotas refuses a second one while the first is open (`ResourceAlreadyExistsException`). */
export const sendQuotaRequest = (
  client: ServiceQuotasClient,
  { quota, to }: Extract<Write, { kind: 'quota-request' }>,
): Promise<string | null> =>
  requestIdOf(
    'RequestServiceQuotaIncrease',
    client.send(new RequestServiceQuotaIncreaseCommand({ ...QUOTA_CODES[quota], DesiredValue: to })),
  );

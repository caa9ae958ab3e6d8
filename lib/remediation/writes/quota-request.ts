import type { WriteKind } from './write-kind.ts';

/** A larger quota, asked of AWS: RequestServiceQuotaIncrease. No API takes a request back, or an increase. */
export const quotaRequest: WriteKind<'quota-request'> = {
  kind: 'quota-request',
  iamActions: [
    'servicequotas:GetAWSDefaultServiceQuota',
    'servicequotas:GetServiceQuota',
    'servicequotas:ListRequestedServiceQuotaChangeHistory',
    'servicequotas:RequestServiceQuotaIncrease',
  ],
  pace: { burst: 3, perSecond: 3 },
  reads: () => ['quotaRequests'],
  rest: (write, { quotas = {} }) => ((quotas[write.quota] ?? 0) >= write.to ? null : write),
  effect: ({ quota, to }, before) => ({
    ...before,
    quotas: { ...before.quotas, [quota]: Math.max(before.quotas?.[quota] ?? 0, to) },
  }),
  invert: () => [],
  narrow: (write, fresh) =>
    write.quota === fresh.quota ? { ...write, to: Math.min(write.to, fresh.to) } : null,
};

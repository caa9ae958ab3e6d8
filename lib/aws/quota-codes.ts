import type { QuotaName } from '../model/facts.ts';

/** Where Service Quotas keeps each quota that is watched. */
export const QUOTA_CODES: Readonly<
  Record<QuotaName, { readonly ServiceCode: string; readonly QuotaCode: string }>
> = {
  amis: { ServiceCode: 'ec2', QuotaCode: 'L-B665C33B' },
  'public-amis': { ServiceCode: 'ec2', QuotaCode: 'L-0E3CBAB9' },
  'ami-shares': { ServiceCode: 'ec2', QuotaCode: 'L-70015FFA' },
  snapshots: { ServiceCode: 'ebs', QuotaCode: 'L-309BACF6' },
};

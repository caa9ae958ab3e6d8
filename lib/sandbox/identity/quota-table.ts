import type { MetricInfo } from '@aws-sdk/client-service-quotas';

/** A quota as Service Quotas knows it, before any account asked for more. */
export interface QuotaDefinition {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  /** The CloudWatch resource whose count is its usage (AWS/Usage, ResourceCount); null when AWS counts none. */
  readonly resource: string | null;
}

const SNAPSHOT_QUOTA: QuotaDefinition = {
  code: 'L-309BACF6',
  name: 'Snapshots per Region',
  value: 100_000,
  resource: null,
};

/** The quotas on images and snapshots, by service code. Snapshots are EBS's; `ec2` answers for them too, for those who look there. */
export const QUOTAS: Readonly<
  Record<string, { readonly name: string; readonly quotas: readonly QuotaDefinition[] }>
> = {
  ec2: {
    name: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    quotas: [
      { code: 'L-B665C33B', name: 'AMIs', value: 50_000, resource: 'ImageCount' },
      { code: 'L-0E3CBAB9', name: 'Public AMIs', value: 5, resource: 'PublicImageCount' },
      { code: 'L-70015FFA', name: 'AMI sharing', value: 1000, resource: null },
      SNAPSHOT_QUOTA,
    ],
  },
  ebs: { name: 'Amazon Elastic Block Store (Amazon EBS)', quotas: [SNAPSHOT_QUOTA] },
};

/** Where CloudWatch counts the use of a quota. */
export const usageMetric = (resource: string): MetricInfo => ({
  MetricNamespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  MetricDimensions: { Class: 'None', Resource: resource, Service: 'EC2', Type: 'Resource' },
  MetricStatisticRecommendation: 'Maximum',
});

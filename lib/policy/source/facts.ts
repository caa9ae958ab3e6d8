import type { Fact } from '../../model/image.ts';
import { GUARDRAIL_FACTS } from '../../model/subject.ts';
import { IMAGE_FACTS } from '../../model/subject-facts.ts';

/** Every group of facts by name, for texts that name them. */
export const FACTS = [
  ...IMAGE_FACTS,
  'instance',
  ...GUARDRAIL_FACTS,
  'quotas',
] as const satisfies readonly Fact[];

/** What is asked to learn a group of facts. */
export const OPERATIONS: Readonly<Record<Fact, string>> = {
  image: 'DescribeImages',
  launchPermission: 'DescribeImageAttribute',
  snapshots: 'DescribeSnapshots',
  snapshotSharing: 'DescribeSnapshotAttribute',
  keyAliases: 'ListAliases',
  references: 'DescribeImageReferences',
  ancestry: 'GetImageAncestry',
  exports: 'DescribeStoreImageTasks',
  shareQuota: 'GetServiceQuota',
  instance: 'DescribeInstances',
  imageBlockPublicAccess: 'GetImageBlockPublicAccessState',
  snapshotBlockPublicAccess: 'GetSnapshotBlockPublicAccessState',
  allowedImages: 'GetAllowedImagesSettings',
  ebsEncryption: 'GetEbsEncryptionByDefault',
  quotas: 'GetMetricData',
};

import type { Fact } from '../../model/image.ts';

/** Every group of facts by name, for texts that name them. */
export const FACTS = [
  'image',
  'launchPermission',
  'snapshots',
  'snapshotSharing',
  'keyAliases',
  'references',
  'ancestry',
  'exports',
  'shareQuota',
  'instance',
  'imageBlockPublicAccess',
  'snapshotBlockPublicAccess',
  'allowedImages',
  'ebsEncryption',
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

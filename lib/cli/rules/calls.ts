import type { Fact } from '../../model/image.ts';

/** The calls to AWS behind each group of facts, as their documentation names them. */
export const CALLS: Readonly<Record<Fact, readonly string[]>> = {
  image: ['DescribeImages'],
  launchPermission: ['DescribeImageAttribute'],
  snapshots: ['DescribeSnapshots'],
  snapshotSharing: ['DescribeSnapshotAttribute'],
  keyAliases: ['ListAliases'],
  references: ['DescribeImageReferences'],
  ancestry: ['GetImageAncestry'],
  exports: ['DescribeStoreImageTasks', 'DescribeExportImageTasks'],
  shareQuota: ['GetServiceQuota'],
  instance: ['DescribeInstances'],
  imageBlockPublicAccess: ['GetImageBlockPublicAccessState'],
  snapshotBlockPublicAccess: ['GetSnapshotBlockPublicAccessState'],
  allowedImages: ['GetAllowedImagesSettings'],
  ebsEncryption: ['GetEbsEncryptionByDefault'],
  quotas: ['GetServiceQuota', 'DescribeImages', 'DescribeSnapshots'],
};

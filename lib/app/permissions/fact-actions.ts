import type { AnyFact } from '../../model/image.ts';

const QUOTA = ['servicequotas:GetAWSDefaultServiceQuota', 'servicequotas:GetServiceQuota'] as const;

/**
 * The IAM actions behind each group of facts: one for each operation that its adapter sends. What AWS asks on a caller's behalf to
 * answer (DescribeImageReferences looks at instances, templates and parameters with the caller's own rights) stands with it.
 */
export const FACT_ACTIONS: Readonly<Record<AnyFact, readonly string[]>> = {
  image: ['ec2:DescribeImages'],
  launchPermission: ['ec2:DescribeImageAttribute'],
  snapshots: ['ec2:DescribeSnapshots'],
  snapshotSharing: ['ec2:DescribeSnapshotAttribute'],
  keyAliases: ['kms:ListAliases'],
  references: [
    'ec2:DescribeImageReferences',
    'ec2:DescribeInstances',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeLaunchTemplateVersions',
    'imagebuilder:GetContainerRecipe',
    'imagebuilder:ListContainerRecipes',
    'imagebuilder:ListImageRecipes',
    'ssm:DescribeParameters',
    'ssm:GetParameters',
  ],
  ancestry: ['ec2:DescribeImages', 'ec2:GetImageAncestry'],
  exports: ['ec2:DescribeExportImageTasks', 'ec2:DescribeStoreImageTasks'],
  shareQuota: QUOTA,
  instance: ['ec2:DescribeInstances'],
  imageBlockPublicAccess: ['ec2:GetImageBlockPublicAccessState'],
  snapshotBlockPublicAccess: ['ec2:GetSnapshotBlockPublicAccessState'],
  allowedImages: ['ec2:GetAllowedImagesSettings'],
  ebsEncryption: ['ec2:GetEbsEncryptionByDefault'],
  quotas: [
    ...QUOTA,
    'cloudwatch:GetMetricData',
    'ec2:DescribeImages',
    'ec2:DescribeSnapshots',
    'ec2:ListImagesInRecycleBin',
  ],
  usage: ['ec2:DescribeImageUsageReportEntries', 'ec2:DescribeImageUsageReports'],
  recycleBin: ['rbin:GetRule', 'rbin:ListRules'],
  copies: ['ec2:DescribeImageAttribute', 'ec2:DescribeImages', 'ec2:DescribeSnapshots'],
  quotaRequests: [...QUOTA, 'servicequotas:ListRequestedServiceQuotaChangeHistory'],
};

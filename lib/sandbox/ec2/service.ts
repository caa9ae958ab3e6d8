import * as client from '@aws-sdk/client-ec2';
import { AwsError, type CallContext, type Operation, type ServiceDefinition } from '../wire/service.ts';
import {
  getAllowedImagesSettings,
  enableAllowedImagesSettings,
  disableAllowedImagesSettings,
  replaceImageCriteriaInAllowedImagesSettings,
} from './operations/allowed-images.ts';
import {
  enableImageBlockPublicAccess,
  disableImageBlockPublicAccess,
  getImageBlockPublicAccessState,
  enableSnapshotBlockPublicAccess,
  disableSnapshotBlockPublicAccess,
  getSnapshotBlockPublicAccessState,
} from './operations/block-public-access.ts';
import { cancelImageLaunchPermission } from './operations/cancel-image-launch-permission.ts';
import { copyImage } from './operations/copy-image.ts';
import { describeExportImageTasks, exportImage } from './operations/export-image.ts';
import { createImage } from './operations/create-image.ts';
import {
  createSnapshot,
  createSnapshots,
  copySnapshot,
  deleteSnapshot,
} from './operations/create-snapshot.ts';
import { createTags, deleteTags, describeTags } from './operations/create-tags.ts';
import { deregisterImage } from './operations/deregister-image.ts';
import { describeImageAttribute } from './operations/describe-image-attribute.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeRegions } from './operations/describe-regions.ts';
import { describeSnapshots } from './operations/describe-snapshots.ts';
import { disableImage, enableImage } from './operations/disable-image.ts';
import {
  getEbsEncryptionByDefault,
  enableEbsEncryptionByDefault,
  disableEbsEncryptionByDefault,
  getEbsDefaultKmsKeyId,
  modifyEbsDefaultKmsKeyId,
  resetEbsDefaultKmsKeyId,
} from './operations/ebs-encryption.ts';
import {
  enableImageDeprecation,
  disableImageDeprecation,
  enableImageDeregistrationProtection,
  disableImageDeregistrationProtection,
} from './operations/image-protection.ts';
import { describeImageReferences, getImageAncestry } from './operations/image-references.ts';
import { cancelImportTask, importImage, describeImportImageTasks } from './operations/image-tasks.ts';
import {
  createImageUsageReport,
  deleteImageUsageReport,
  describeImageUsageReportEntries,
  describeImageUsageReports,
} from './operations/image-usage.ts';
import { attachImageWatermark, detachImageWatermark } from './operations/image-watermarks.ts';
import {
  createLaunchTemplate,
  createLaunchTemplateVersion,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
} from './operations/launch-templates.ts';
import { modifyImageAttribute, resetImageAttribute } from './operations/modify-image-attribute.ts';
import {
  modifySnapshotAttribute,
  resetSnapshotAttribute,
  describeSnapshotAttribute,
} from './operations/modify-snapshot-attribute.ts';
import { listImagesInRecycleBin, restoreImageFromRecycleBin } from './operations/recycle-bin.ts';
import { registerImage } from './operations/register-image.ts';
import {
  createReplaceRootVolumeTask,
  describeReplaceRootVolumeTasks,
} from './operations/replace-root-volume.ts';
import {
  createRestoreImageTask,
  createStoreImageTask,
  describeStoreImageTasks,
} from './operations/store-image.ts';
import { runInstances, describeInstances, terminateInstances } from './operations/run-instances.ts';
import type { World } from './world.ts';

type Ec2Operation = (world: World, input: never, context: CallContext) => unknown;

const OPERATIONS: Readonly<Record<string, Ec2Operation>> = {
  AttachImageWatermark: attachImageWatermark,
  CancelImageLaunchPermission: cancelImageLaunchPermission,
  CancelImportTask: cancelImportTask,
  CopyImage: copyImage,
  CopySnapshot: copySnapshot,
  CreateImage: createImage,
  CreateImageUsageReport: createImageUsageReport,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateReplaceRootVolumeTask: createReplaceRootVolumeTask,
  CreateRestoreImageTask: createRestoreImageTask,
  CreateSnapshot: createSnapshot,
  CreateSnapshots: createSnapshots,
  CreateStoreImageTask: createStoreImageTask,
  CreateTags: createTags,
  DeleteSnapshot: deleteSnapshot,
  DeleteImageUsageReport: deleteImageUsageReport,
  DeleteTags: deleteTags,
  DeregisterImage: deregisterImage,
  DescribeExportImageTasks: describeExportImageTasks,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImageReferences: describeImageReferences,
  DescribeImageUsageReportEntries: describeImageUsageReportEntries,
  DescribeImageUsageReports: describeImageUsageReports,
  DescribeImages: describeImages,
  DescribeImportImageTasks: describeImportImageTasks,
  DescribeInstances: describeInstances,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeRegions: describeRegions,
  DescribeReplaceRootVolumeTasks: describeReplaceRootVolumeTasks,
  DescribeSnapshotAttribute: describeSnapshotAttribute,
  DescribeSnapshots: describeSnapshots,
  DescribeStoreImageTasks: describeStoreImageTasks,
  DescribeTags: describeTags,
  DetachImageWatermark: detachImageWatermark,
  DisableAllowedImagesSettings: disableAllowedImagesSettings,
  DisableEbsEncryptionByDefault: disableEbsEncryptionByDefault,
  DisableImage: disableImage,
  DisableImageBlockPublicAccess: disableImageBlockPublicAccess,
  DisableImageDeprecation: disableImageDeprecation,
  DisableImageDeregistrationProtection: disableImageDeregistrationProtection,
  DisableSnapshotBlockPublicAccess: disableSnapshotBlockPublicAccess,
  EnableAllowedImagesSettings: enableAllowedImagesSettings,
  EnableEbsEncryptionByDefault: enableEbsEncryptionByDefault,
  EnableImage: enableImage,
  EnableImageBlockPublicAccess: enableImageBlockPublicAccess,
  EnableImageDeprecation: enableImageDeprecation,
  EnableImageDeregistrationProtection: enableImageDeregistrationProtection,
  EnableSnapshotBlockPublicAccess: enableSnapshotBlockPublicAccess,
  ExportImage: exportImage,
  GetAllowedImagesSettings: getAllowedImagesSettings,
  GetEbsDefaultKmsKeyId: getEbsDefaultKmsKeyId,
  GetEbsEncryptionByDefault: getEbsEncryptionByDefault,
  GetImageAncestry: getImageAncestry,
  GetImageBlockPublicAccessState: getImageBlockPublicAccessState,
  GetSnapshotBlockPublicAccessState: getSnapshotBlockPublicAccessState,
  ImportImage: importImage,
  ListImagesInRecycleBin: listImagesInRecycleBin,
  ModifyEbsDefaultKmsKeyId: modifyEbsDefaultKmsKeyId,
  ModifyImageAttribute: modifyImageAttribute,
  ModifySnapshotAttribute: modifySnapshotAttribute,
  RegisterImage: registerImage,
  ReplaceImageCriteriaInAllowedImagesSettings: replaceImageCriteriaInAllowedImagesSettings,
  ResetEbsDefaultKmsKeyId: resetEbsDefaultKmsKeyId,
  ResetImageAttribute: resetImageAttribute,
  ResetSnapshotAttribute: resetSnapshotAttribute,
  RestoreImageFromRecycleBin: restoreImageFromRecycleBin,
  RunInstances: runInstances,
  TerminateInstances: terminateInstances,
};

/** EC2 as the sandbox serves it: the operations of the image world, on this world. */
export const ec2Service = (world: World): ServiceDefinition => ({
  signingName: 'ec2',
  protocol: 'ec2Query',
  apiVersion: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  schemas: client,
  operations: Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
      name,
      (input, context) => {
        if (world.off.has(`${context.caller.account}/${context.region}`)) {
          throw new AwsError(
            'AuthFailure',
            'AWS was not able to validate the provided access credentials',
            401,
          );
        }
        return operation(world, input, context);
      },
    ]),
  ),
});

const LAUNCH = 'launches from an image and changes none';
const SETTING = 'is a setting of the account and region, not of an image';
const SNAPSHOT = 'concerns snapshots; an image is judged when it is made of them';
const IMPORT = 'names an import task and no image yet; the sweep finds the image once the import is done';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ImportImage', IMPORT],
  ['RunInstances', LAUNCH],
  ['RunScheduledInstances', LAUNCH],
  ['RequestSpotInstances', LAUNCH],
  ['RequestSpotFleet', LAUNCH],
  ['CreateFleet', LAUNCH],
  ['CreateReplaceRootVolumeTask', LAUNCH],
  ['EnableImageBlockPublicAccess', SETTING],
  ['DisableImageBlockPublicAccess', SETTING],
  ['EnableSnapshotBlockPublicAccess', SETTING],
  ['DisableSnapshotBlockPublicAccess', SETTING],
  ['EnableAllowedImagesSettings', SETTING],
  ['DisableAllowedImagesSettings', SETTING],
  ['ReplaceImageCriteriaInAllowedImagesSettings', SETTING],
  ['EnableEbsEncryptionByDefault', SETTING],
  ['DisableEbsEncryptionByDefault', SETTING],
  ['CreateSnapshot', SNAPSHOT],
  ['CreateSnapshots', SNAPSHOT],
  ['CopySnapshot', SNAPSHOT],
  ['DeleteSnapshot', SNAPSHOT],
  ['ImportSnapshot', SNAPSHOT],
  ['ModifySnapshotTier', SNAPSHOT],
  ['RestoreSnapshotTier', SNAPSHOT],
  ['RestoreSnapshotFromRecycleBin', SNAPSHOT],
  ['CancelImageLaunchPermission', "takes the caller's account off an image of another account, which only narrows that share"],
  ['CreateImageUsageReport', 'counts the use of an image and changes none'],
  ['EnableFastLaunch', 'prepares faster launches and changes no fact of the image'],
  ['DisableFastLaunch', 'ends faster launches and changes no fact of the image'],
]);

/** Why an EC2 call that no family reads is none of ours: a sentence with the call's name. */
export const reasonToIgnore = (call: string): string => {
  const reason = REASONS.get(call);
  if (reason !== undefined) return `${call} ${reason}`;
  return /^(Describe|Get|List|Search)[A-Z]/.test(call) ? `${call} only reads` : `${call} changes no image`;
};

const LAUNCH = 'asks for instances; each launch that comes of it is recorded as RunInstances of its own';
const SNAPSHOT = 'concerns snapshots; an image is judged when it is made of them';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['RequestSpotInstances', LAUNCH],
  ['RequestSpotFleet', LAUNCH],
  ['CreateFleet', LAUNCH],
  ['ModifyEbsDefaultKmsKeyId', 'chooses the key of new volumes; whether they are encrypted stays as it is'],
  ['ResetEbsDefaultKmsKeyId', 'chooses the key of new volumes; whether they are encrypted stays as it is'],
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

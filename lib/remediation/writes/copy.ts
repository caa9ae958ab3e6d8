import { ImageId } from '../../model/ids.ts';
import type { CopyAspect } from '../../model/plan.ts';
import type { WriteKind } from './write-kind.ts';

/** Whether a copy is there to be used, or will be. */
export const isStandingCopy = ({ state }: Pick<CopyAspect, 'state'>): boolean =>
  state === 'pending' || state === 'transient' || state === 'available';

/** A copy that is expected: AWS gives the id. */
const EXPECTED: CopyAspect = {
  image: ImageId.parse('ami-00000000'),
  state: 'pending',
  reason: null,
  launchPermission: [],
};

/**
 * An encrypted copy of an image: CopyImage, which is over long before the copy is there. One that stands, or is being made, is as
 * good as another.
 */
export const copy: WriteKind<'copy'> = {
  kind: 'copy',
  // With the rights on keys that EC2 uses in the caller's name (EBS user guide, "Requirements for Amazon EBS encryption").
  iamActions: [
    'ec2:CopyImage',
    'ec2:CreateTags',
    'ec2:DescribeImageAttribute',
    'ec2:DescribeImages',
    'ec2:DescribeSnapshots',
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  pace: { burst: 100, perSecond: 1 },
  reads: () => ['copies'],
  rest: (write, { copies }) => (copies?.some(isStandingCopy) === true ? null : write),
  effect: (_write, before) =>
    before.copies?.some(isStandingCopy) === true
      ? before
      : { ...before, copies: [...(before.copies ?? []), EXPECTED] },
  invert: (_write, { copies: before = [] }, { copies: after = [] }) => {
    const were = new Set(before.map(({ image }) => image));
    return after
      .filter((one) => isStandingCopy(one) && !were.has(one.image))
      .map(({ image }) => ({ kind: 'copy-removal', copy: image, snapshots: true }));
  },
  narrow: (write, fresh) => (write.key === fresh.key && write.then === fresh.then ? fresh : null),
};

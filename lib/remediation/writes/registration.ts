import type { Write } from '../../model/plan.ts';
import type { WriteKind } from './write-kind.ts';

/** Whether there is an image at all: DeregisterImage, and RestoreImageFromRecycleBin where a rule of the Recycle Bin kept it. */
export const registration: WriteKind<'registration'> = {
  kind: 'registration',
  iamActions: [
    'ec2:DeregisterImage',
    'ec2:DescribeImageAttribute',
    'ec2:DescribeImages',
    'ec2:RestoreImageFromRecycleBin',
  ],
  reads: () => ['image', 'launchPermission'],
  left: ({ to }, { state }) => ((to === 'deregistered') === (state === 'gone') ? 0 : 1),
  effect: ({ to }, before) =>
    to === 'deregistered' ? { state: 'gone' } : { ...before, state: 'available', launchPermission: [] },
  invert: ({ to }, before, after) => {
    if (to !== 'deregistered' || after.state !== 'gone' || before.state === 'gone') return [];
    const writes: Write[] = [{ kind: 'registration', to: 'restored' }];
    const { launchPermission = [], tags = {} } = before;
    if (launchPermission.length > 0) writes.push({ kind: 'launch-permission', add: launchPermission, remove: [] });
    if (Object.keys(tags).length > 0) writes.push({ kind: 'tags', set: tags, remove: [] });
    return writes;
  },
  narrow: (write, fresh) => (write.to === fresh.to ? write : null),
};

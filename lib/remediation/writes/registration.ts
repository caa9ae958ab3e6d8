import type { Aspects, Write } from '../../model/plan.ts';
import { grantsOf } from './launch-permission.ts';
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
  pace: { burst: 50, perSecond: 5 },
  reads: () => ['image', 'launchPermission'],
  rest: (write, { state }) =>
    state !== undefined && (write.to === 'deregistered') === (state === 'gone') ? null : write,
  effect: ({ to }, before) =>
    to === 'deregistered' ? { state: 'gone' } : { ...before, state: 'available', launchPermission: [] },
  invert: ({ to, keptDays }, before, { state: is = 'gone' }) => {
    if (to !== 'deregistered' || keptDays === null || is !== 'gone' || before.state === 'gone') return [];
    return [{ kind: 'registration', to: 'restored' }, ...asItWas(before)];
  },
  // How long it is kept is known once somebody has looked, right before it is done.
  narrow: (write, fresh) => (write.to === fresh.to ? fresh : null),
};

/** AWS promises that a restored image has its grants and tags again; asked for again they are so in any case. */
const asItWas = ({ launchPermission = [], tags = {}, state }: Aspects): readonly Write[] => {
  const own = Object.entries(tags).filter(([tag]) => !tag.toLowerCase().startsWith('aws:'));
  return [
    ...grantsOf(launchPermission),
    ...(own.length > 0 ? [{ kind: 'tags' as const, set: Object.fromEntries(own), remove: {} }] : []),
    ...(state === 'disabled' ? [{ kind: 'availability' as const, to: 'disabled' as const }] : []),
  ];
};

import { exceptPrincipals } from '../../model/principal.ts';
import { grantsOf } from './launch-permission.ts';
import type { WriteKind } from './write-kind.ts';

/** Whether an image can be launched: DisableImage, which drops every launch permission, and EnableImage, which brings none back. */
export const availability: WriteKind<'availability'> = {
  kind: 'availability',
  iamActions: ['ec2:DescribeImageAttribute', 'ec2:DescribeImages', 'ec2:DisableImage', 'ec2:EnableImage'],
  pace: { burst: 50, perSecond: 5 },
  reads: () => ['image', 'launchPermission'],
  rest: (write, { state }) => (state === write.to ? null : write),
  effect: ({ to }, before) => ({
    ...before,
    state: to,
    ...(to === 'disabled' ? { launchPermission: [] } : {}),
  }),
  invert: ({ to }, before, { state: is = to, launchPermission: now = [] }) => {
    if (is !== to || before.state === to) return [];
    if (to === 'available') return [{ kind: 'availability', to: 'disabled' }];
    const lost = exceptPrincipals(before.launchPermission ?? [], now);
    return [{ kind: 'availability', to: 'available' }, ...grantsOf(lost)];
  },
  narrow: (write, fresh) => (write.to === fresh.to ? write : null),
};

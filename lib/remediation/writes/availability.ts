import { exceptPrincipals } from '../../model/principal.ts';
import type { Write } from '../../model/plan.ts';
import type { WriteKind } from './write-kind.ts';

/** Whether an image can be launched: DisableImage, which drops every launch permission, and EnableImage, which brings none back. */
export const availability: WriteKind<'availability'> = {
  kind: 'availability',
  iamActions: ['ec2:DescribeImageAttribute', 'ec2:DescribeImages', 'ec2:DisableImage', 'ec2:EnableImage'],
  reads: () => ['image', 'launchPermission'],
  left: ({ to }, { state }) => (state === to ? 0 : 1),
  effect: ({ to }, before) => ({
    ...before,
    state: to,
    ...(to === 'disabled' ? { launchPermission: [] } : {}),
  }),
  invert: ({ to }, before, after) => {
    if (after.state !== to || before.state === to) return [];
    if (to === 'available') return [{ kind: 'availability', to: 'disabled' }];
    const grants = exceptPrincipals(before.launchPermission ?? [], after.launchPermission ?? []);
    const enable: Write = { kind: 'availability', to: 'available' };
    return grants.length === 0 ? [enable] : [enable, { kind: 'launch-permission', add: grants, remove: [] }];
  },
  narrow: (write, fresh) => (write.to === fresh.to ? write : null),
};

import type { WriteKind } from './write-kind.ts';

/**
 * Takes a copy of ours away: DeregisterImage with the snapshots behind it, of which AWS leaves alone those that another image has as
 * well. What is gone can be made again, not brought back.
 */
export const copyRemoval: WriteKind<'copy-removal'> = {
  kind: 'copy-removal',
  iamActions: ['ec2:DeleteSnapshot', 'ec2:DeregisterImage', 'ec2:DescribeImages'],
  pace: { burst: 100, perSecond: 5 },
  reads: () => ['copies'],
  rest: (write, { copies }) => (copies?.every(({ image }) => image !== write.copy) === true ? null : write),
  effect: ({ copy }, before) => ({
    ...before,
    copies: (before.copies ?? []).filter(({ image }) => image !== copy),
  }),
  invert: () => [],
  narrow: (write, fresh) => (write.copy === fresh.copy ? fresh : null),
};

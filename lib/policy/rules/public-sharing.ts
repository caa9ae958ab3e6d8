import * as z from 'zod/mini';
import { defineRule, type Failure } from '../rule.ts';
import { judgeSnapshotShares } from '../shared-snapshots.ts';

/**
 * Fails for the group `all`: anybody with an AWS account may launch the image and read what is on its disks. `also: [snapshots]`
 * asks the same of its snapshots.
 */
export const publicSharing = defineRule({
  id: 'public-sharing',
  subject: 'image',
  why: 'A public image shows everybody what is on its disks, secrets and all, and block public access leaves the ones that already are public.',
  holds: 'The image is not public.',
  awsFact:
    'Public is the group `all` in the launch permission (DescribeImageAttribute); block public access stops new public shares and leaves old ones (EC2 user guide, "Block public access to your AMIs").',
  severity: 'critical',
  reads: ['launchPermission'],
  // The image says which snapshots it has.
  optionalReads: ['image', 'snapshotSharing'],
  asksFor: ({ also }) => (also.includes('snapshots') ? ['image', 'snapshotSharing'] : []),
  parameters: z.strictObject({
    kind: z.literal('public-sharing'),
    also: z.array(z.literal('snapshots')),
  }),
  defaults: { kind: 'public-sharing', also: [] },
  remediations: ['revoke-public'],
  remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'auto' },
  check: (_parameters, { launchPermission, image, snapshotSharing }) => {
    const isPublic = launchPermission.some(({ kind }) => kind === 'public');
    const snapshots =
      image === undefined || snapshotSharing === undefined
        ? []
        : judgeSnapshotShares(
            image,
            snapshotSharing,
            ({ kind }) => kind !== 'public',
            (snapshot) => `Its snapshot ${snapshot} is public: every AWS account can copy it.`,
          );
    return { kind: 'judged', failures: [...(isPublic ? [PUBLIC] : []), ...snapshots] };
  },
});

const PUBLIC: Failure = {
  detail: { kind: 'principal', principal: { kind: 'public' } },
  reason: 'The image is public: every AWS account can launch it.',
};

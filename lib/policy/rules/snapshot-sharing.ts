import * as z from 'zod/mini';
import type { AllowList } from '../../model/parameters.ts';
import { describePrincipal, isAllowed } from '../allow-list.ts';
import { IS_PENDING } from '../failures.ts';
import { allowShape } from '../parameter-shapes.ts';
import { defineRule } from '../rule.ts';
import { judgeSnapshotShares } from '../shared-snapshots.ts';

const NOBODY: AllowList = { accounts: [], organizations: [], units: [] };

/** Fails for each principal with whom a backing snapshot is shared and with whom the image may not be. */
export const snapshotSharing = defineRule({
  id: 'snapshot-sharing',
  subject: 'image',
  why: 'Who may read the snapshot has the whole disk: a share of it goes around every limit on the image.',
  holds: 'No snapshot of the image is shared wider than the image may be.',
  awsFact:
    'A snapshot has a permission of its own, for accounts and the group `all` (ModifySnapshotAttribute, createVolumePermission); revoking the image leaves it.',
  severity: 'high',
  // The image says which snapshots it has.
  reads: ['image', 'snapshotSharing'],
  parameters: z.strictObject({ kind: z.literal('snapshot-sharing'), allow: z.nullable(allowShape) }),
  defaults: { kind: 'snapshot-sharing', allow: null },
  remediations: ['revoke-snapshot-shares'],
  remediation: { action: 'revoke-snapshot-shares', limitPerHour: 50, approval: 'auto' },
  check: ({ allow }, { image, snapshotSharing: shares }, context) => {
    const failures = judgeSnapshotShares(
      image,
      shares,
      (principal) => principal.kind !== 'public' && isAllowed(principal, allow ?? NOBODY, context),
      (snapshot, principal) =>
        `Its snapshot ${snapshot} is shared with ${describePrincipal(principal, context.organization)}, with whom the image may not be shared.`,
    );
    return image.state === 'pending' && failures.length === 0 ? IS_PENDING : { kind: 'judged', failures };
  },
});

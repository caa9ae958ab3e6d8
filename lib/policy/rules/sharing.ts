import * as z from 'zod/mini';
import { describePrincipal, isAllowed } from '../allow-list.ts';
import { allowShape } from '../parameter-shapes.ts';
import { defineRule } from '../rule.ts';

/** Fails for each account, organisation or unit that the allow list does not hold. */
export const sharing = defineRule({
  id: 'sharing',
  subject: 'image',
  why: 'A share outlives its reason: who may launch an image may copy it, and no AWS policy can tell an approved target from another.',
  holds: 'Everyone whom the image is shared with is on the allow list.',
  awsFact:
    'ModifyImageAttribute takes accounts, organisations and units, and IAM has no condition key for them on images (service authorization reference: `ec2:Add/userId` exists for snapshots only).',
  severity: 'high',
  reads: ['launchPermission'],
  parameters: z.strictObject({ kind: z.literal('sharing'), allow: allowShape }),
  defaults: { kind: 'sharing', allow: { accounts: [], organizations: [], units: [] } },
  remediations: ['revoke-unlisted'],
  remediation: { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' },
  check: ({ allow }, { launchPermission }, context) => ({
    kind: 'judged',
    failures: launchPermission
      .filter((principal) => !isAllowed(principal, allow, context))
      .map((principal) => ({
        detail: { kind: 'principal', principal },
        reason: `The image is shared with ${describePrincipal(principal, context.organization)}, which the allow list does not hold.`,
      })),
  }),
});

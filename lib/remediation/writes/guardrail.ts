import type { WriteKind } from './write-kind.ts';

/** A guard rail of an account in a region: the Enable* and Disable* calls of block public access and of encryption by default. */
export const guardrail: WriteKind<'guardrail'> = {
  kind: 'guardrail',
  iamActions: [
    'ec2:DisableEbsEncryptionByDefault',
    'ec2:DisableImageBlockPublicAccess',
    'ec2:DisableSnapshotBlockPublicAccess',
    'ec2:EnableEbsEncryptionByDefault',
    'ec2:EnableImageBlockPublicAccess',
    'ec2:EnableSnapshotBlockPublicAccess',
    'ec2:GetEbsEncryptionByDefault',
    'ec2:GetImageBlockPublicAccessState',
    'ec2:GetSnapshotBlockPublicAccessState',
  ],
  reads: ({ guardrail: rail }) => [rail],
  left: ({ guardrail: rail, to }, { guardrails = {} }) => (guardrails[rail] === to ? 0 : 1),
  effect: ({ guardrail: rail, to }, before) => ({
    ...before,
    guardrails: { ...before.guardrails, [rail]: to },
  }),
  invert: ({ guardrail: rail, to }, { guardrails: was = {} }, { guardrails: is = {} }) => {
    const before = was[rail];
    return is[rail] === to && before !== undefined && before !== to
      ? [{ kind: 'guardrail', guardrail: rail, to: before }]
      : [];
  },
  narrow: (write, fresh) => (write.guardrail === fresh.guardrail ? write : null),
};

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
  // Of the Enable and Disable calls of block public access, each; encryption by default has more.
  pace: { burst: 1, perSecond: 0.1 },
  reads: ({ guardrail: rail }) => [rail],
  rest: (write, { guardrails = {} }) => (guardrails[write.guardrail] === write.to ? null : write),
  effect: ({ guardrail: rail, to }, before) => ({
    ...before,
    guardrails: { ...before.guardrails, [rail]: to },
  }),
  invert: ({ guardrail: rail, to }, { guardrails: was = {} }, { guardrails: is = {} }) => {
    const [before, after = to] = [was[rail], is[rail]];
    return after === to && before !== undefined && before !== to
      ? [{ kind: 'guardrail', guardrail: rail, to: before }]
      : [];
  },
  narrow: (write, fresh) => (write.guardrail === fresh.guardrail && write.to === fresh.to ? write : null),
};

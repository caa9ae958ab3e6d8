import type { RuleDefinition } from '../rule.ts';

/** Fails for the group `all`: anybody with an AWS account may launch the image and read what is on its disks. */
export const publicSharing: RuleDefinition<'public-sharing', 'launchPermission'> = {
  id: 'public-sharing',
  why: 'A public image shows everybody what is on its disks, secrets and all, and block public access leaves the ones that already are public.',
  holds: 'The image is not public.',
  severity: 'critical',
  reads: ['launchPermission'],
  defaults: { kind: 'public-sharing' },
  remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'auto' },
  check: (_parameters, { launchPermission }) => ({
    kind: 'judged',
    failures: launchPermission.some((principal) => principal.kind === 'public')
      ? [
          {
            detail: { kind: 'principal', principal: { kind: 'public' } },
            reason: 'The image is public: every AWS account can launch it.',
          },
        ]
      : [],
  }),
};

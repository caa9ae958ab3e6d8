import * as z from 'zod/mini';
import type { GuardrailState } from '../../model/facts.ts';
import { defineRule, type Failure } from '../rule.ts';

/** Fails for each guard rail of an account in a region that is weaker than asked. */
export const guardrails = defineRule({
  id: 'guardrails',
  subject: 'account-region',
  why: 'A guard rail stops what remediation can only take back afterwards.',
  holds: 'The guard rails are as the policy asks.',
  awsFact:
    'Block public access for images and for snapshots, allowed AMIs and encryption by default are settings of each account in each region; one that a declarative policy manages cannot be changed in the account (`ManagedBy`).',
  severity: 'high',
  reads: [],
  optionalReads: ['imageBlockPublicAccess', 'snapshotBlockPublicAccess', 'allowedImages', 'ebsEncryption'],
  asksFor: (wanted) =>
    (
      ['imageBlockPublicAccess', 'snapshotBlockPublicAccess', 'allowedImages', 'ebsEncryption'] as const
    ).filter((fact) => wanted[fact] !== null),
  parameters: z.strictObject({
    kind: z.literal('guardrails'),
    imageBlockPublicAccess: z.nullable(z.literal('block-new-sharing')),
    snapshotBlockPublicAccess: z.nullable(z.enum(['block-new-sharing', 'block-all-sharing'])),
    allowedImages: z.nullable(z.enum(['enabled', 'audit-mode'])),
    ebsEncryption: z.nullable(z.literal(true)),
  }),
  defaults: {
    kind: 'guardrails',
    imageBlockPublicAccess: 'block-new-sharing',
    snapshotBlockPublicAccess: 'block-new-sharing',
    allowedImages: null,
    ebsEncryption: true,
  },
  remediations: ['enable-block-public-access', 'enable-snapshot-bpa', 'enable-ebs-encryption'],
  remediation: null,
  check: (wanted, facts) => ({
    kind: 'judged',
    failures: [
      rail('image-block-public-access', 'Block public access for images', facts.imageBlockPublicAccess, [
        wanted.imageBlockPublicAccess,
      ]),
      rail(
        'snapshot-block-public-access',
        'Block public access for snapshots',
        facts.snapshotBlockPublicAccess,
        [wanted.snapshotBlockPublicAccess, 'block-all-sharing'],
      ),
      rail('allowed-images', 'The setting for allowed images', facts.allowedImages, [
        wanted.allowedImages,
        'enabled',
      ]),
      facts.ebsEncryption === undefined || facts.ebsEncryption.enabled
        ? null
        : failing('ebs-encryption', 'Encryption of EBS volumes by default', 'disabled', 'enabled', false),
    ].filter((failure) => failure !== null),
  }),
});

/** `enough`: what is asked for, and what is stronger. */
const rail = (
  guardrail: string,
  name: string,
  found: GuardrailState | undefined,
  [wanted, ...stronger]: readonly (string | null)[],
): Failure | null => {
  if (found === undefined || wanted === undefined || wanted === null) return null;
  if (found.state === wanted || stronger.includes(found.state)) return null;
  return failing(guardrail, name, found.state, wanted, found.managedBy === 'declarative-policy');
};

const failing = (
  guardrail: string,
  name: string,
  value: string,
  wanted: string,
  managed: boolean,
): Failure => ({
  detail: { kind: 'guardrail', guardrail, value, managed, wanted },
  reason: `${name} is ${value}, expected ${wanted}${managed ? ' (a declarative policy manages it)' : ''}.`,
});

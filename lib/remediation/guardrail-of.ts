import type { Guardrail } from '../model/plan.ts';

/** The guard rail that a finding's detail names, as far as it can be put up by us. */
export const GUARDRAIL_OF: Readonly<Partial<Record<string, Guardrail>>> = {
  'image-block-public-access': 'imageBlockPublicAccess',
  'snapshot-block-public-access': 'snapshotBlockPublicAccess',
  'ebs-encryption': 'ebsEncryption',
};

import type { Finding } from '../model/finding.ts';
import type { RemediationSetting } from '../model/policy.ts';
import type { ActionName } from '../model/words.ts';

const OF_GUARDRAILS: Readonly<Record<string, ActionName>> = {
  'image-block-public-access': 'enable-block-public-access',
  'snapshot-block-public-access': 'enable-snapshot-bpa',
  'ebs-encryption': 'enable-ebs-encryption',
};

/**
 * The remediation of one finding: what its rule names, except that a snapshot's share is revoked on the snapshot, and a guard
 * rail put up by the call that belongs to it. Null when there is none.
 */
export const remediationFor = ({ detail, remediation }: Finding): RemediationSetting | null => {
  if (remediation === null) return null;
  if (detail.kind === 'snapshot-principal') return { ...remediation, action: 'revoke-snapshot-shares' };
  if (detail.kind !== 'guardrail') return remediation;
  const action = OF_GUARDRAILS[detail.guardrail];
  return action === undefined || detail.managed ? null : { ...remediation, action };
};

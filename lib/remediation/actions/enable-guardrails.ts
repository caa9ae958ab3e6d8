import type { FindingDetail } from '../../model/finding.ts';
import type { Guardrail, Write } from '../../model/plan.ts';
import type { ActionName } from '../../model/words.ts';
import type { ActionDefinition } from './action-definition.ts';

/** Puts one guard rail up, unless a declarative policy manages it: then nobody can in the account. */
const enable = (name: ActionName, named: string, guardrail: Guardrail, usual: string): ActionDefinition => ({
  name,
  subjects: ['account-region'],
  writes: ['guardrail'],
  iamActions: [],
  undo: 'setting it to what it was before',
  manualOnly: false,
  reads: [],
  plan: (findings) =>
    findings
      .flatMap(({ detail }) => wantedOf(detail, named, usual) ?? [])
      .slice(0, 1)
      .map((to): Write => ({ kind: 'guardrail', guardrail, to })),
  hindrance: null,
});

/** What the finding asks for; null where it is about something else, or managed elsewhere. */
const wantedOf = (detail: FindingDetail, named: string, usual: string): string | null => {
  if (detail.kind !== 'guardrail' || detail.guardrail !== named || detail.managed) return null;
  return detail.wanted ?? usual;
};

export const enableBlockPublicAccess = enable(
  'enable-block-public-access',
  'image-block-public-access',
  'imageBlockPublicAccess',
  'block-new-sharing',
);

export const enableSnapshotBlockPublicAccess = enable(
  'enable-snapshot-bpa',
  'snapshot-block-public-access',
  'snapshotBlockPublicAccess',
  'block-new-sharing',
);

export const enableEbsEncryption = enable(
  'enable-ebs-encryption',
  'ebs-encryption',
  'ebsEncryption',
  'enabled',
);

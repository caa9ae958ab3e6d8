import type { FindingDetail } from '../../model/finding.ts';
import type { Guardrail, Write } from '../../model/plan.ts';
import type { ActionName } from '../../model/words.ts';
import type { ActionDefinition } from './action-definition.ts';

/** Puts one guard rail up, unless a declarative policy manages it: then nobody can in the account. */
const enable = (name: ActionName, named: string, guardrail: Guardrail, to: string): ActionDefinition => ({
  name,
  subject: 'account-region',
  writes: ['guardrail'],
  iamActions: [],
  undo: 'setting it to what it was before',
  manualOnly: false,
  plan: (findings) =>
    findings.some(({ detail }) => isOf(detail, named))
      ? [{ kind: 'guardrail', guardrail, to } satisfies Write]
      : [],
});

const isOf = (detail: FindingDetail, named: string): boolean =>
  detail.kind === 'guardrail' && detail.guardrail === named && !detail.managed;

export const enableBlockPublicAccess = enable(
  'enable-block-public-access',
  'image-block-public-access',
  'imageBlockPublicAccess',
  'block-new-sharing',
);

// What asks for block-all-sharing is met by a person: it cuts off shares that are in use.
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

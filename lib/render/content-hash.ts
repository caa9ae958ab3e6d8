import { sha256Hex } from '../model/hash.ts';
import type { FindingRecord, Outcome } from '../model/journal.ts';
import type { Principal } from '../model/principal.ts';
import { principalKey } from '../model/principal.ts';

/**
 * First 16 hex digits of the SHA-256 of what an alert says of a finding. Left out: every time, the policy's hash, AWS's
 * request ids and the event (a second event about the same thing is no news). The order of principals does not count.
 */
export const contentHash = (record: Omit<FindingRecord, 'contentHash' | 'told' | 'updatedAt'>): string => {
  const { finding, status, outcome, undo } = record;
  const said = [
    1,
    status,
    finding.rule,
    [finding.ref.account, finding.ref.region, finding.ref.image],
    finding.imageName,
    detailContent(finding.detail),
    finding.severity,
    finding.mode,
    finding.waiver,
    finding.reason,
    finding.remediation === null ? null : [finding.remediation.action, finding.remediation.approval],
    outcome === null ? null : outcomeContent(outcome),
    // A second revocation that ends like the first is undone by another entry.
    undo,
  ];
  return sha256Hex(JSON.stringify(said)).slice(0, 16);
};

const detailContent = (detail: FindingRecord['finding']['detail']): readonly (string | null)[] => {
  switch (detail.kind) {
    case 'principal':
      return [detail.kind, principalKey(detail.principal)];
    case 'device':
      return [detail.kind, detail.device, detail.snapshot, detail.kmsKey];
    case 'tag':
      return [detail.kind, detail.tag, detail.value];
    case 'unreadable':
      return [detail.kind, detail.datum, detail.code];
  }
};

const outcomeContent = (outcome: Outcome): readonly unknown[] => {
  switch (outcome.kind) {
    case 'done':
      return [outcome.kind, keys(outcome.before), keys(outcome.after)];
    case 'unneeded':
      return [outcome.kind, keys(outcome.after)];
    case 'unverified':
      return [outcome.kind, keys(outcome.before), keys(outcome.after), outcome.reason];
    case 'refused':
      return [outcome.kind, outcome.reason];
  }
};

const keys = (principals: readonly Principal[]): readonly string[] => principals.map(principalKey).toSorted();

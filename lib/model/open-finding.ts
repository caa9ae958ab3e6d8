import type { Finding } from './finding.ts';
import { sha256Hex } from './hash.ts';
import type { FindingRecord, FindingStatus } from './journal.ts';
import type { SubjectRef } from './subject.ts';

/**
 * A finding that has not ended, in short: enough to tell whether a look that finds the same would change anything. `digest`:
 * of what was found. `byHand`: people have a part in it (a grant, a plan that waits), so that only the whole record tells.
 */
export interface OpenFinding {
  readonly ref: SubjectRef;
  readonly id: string;
  readonly rule: string;
  readonly firstSeen: string;
  readonly digest: string;
  readonly byHand: boolean;
}

/** Null of a finding that has ended. */
export const openFinding = (record: FindingRecord): OpenFinding | null => {
  const { finding, status, firstSeen } = record;
  if (status === 'fixed' || status === 'closed') return null;
  return {
    ref: finding.ref,
    id: finding.id,
    rule: finding.rule,
    firstSeen,
    digest: findingDigest(finding, status),
    byHand: record.granted !== undefined || record.waiting !== undefined,
  };
};

/**
 * First 16 hex digits of the SHA-256 of a finding as it stands: the same digest means that writing it again would say the same.
 * Left out are when it was seen, the image's name, and the wording of a fault, which differs from answer to answer.
 */
export const findingDigest = (finding: Finding, status: FindingStatus): string => {
  const { detail, reason, rule, severity, mode, graceUntil, waiver, remediation, policyHash } = finding;
  const isLoose = detail.kind === 'quota' || detail.kind === 'attribute' || detail.kind === 'unreadable';
  const said = [
    status,
    rule,
    ordered(detail),
    isLoose ? '' : reason,
    severity,
    mode,
    graceUntil,
    waiver,
    remediation === null ? null : [remediation.action, remediation.approval],
    policyHash,
  ];
  return sha256Hex(JSON.stringify(said)).slice(0, 16);
};

/** A record read back may have its members in another order than the one that was written. */
const ordered = (value: object): readonly unknown[] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]: readonly [string, unknown]) => [
      name,
      typeof member === 'object' && member !== null ? ordered(member) : member,
    ]);

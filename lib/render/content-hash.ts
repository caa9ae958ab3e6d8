import { sha256Hex } from '../model/hash.ts';
import type { FindingRecord, Outcome, Waiting } from '../model/journal.ts';
import type { Aspects } from '../model/plan.ts';
import { principalKey } from '../model/principal.ts';
import { subjectId } from '../model/subject.ts';

/**
 * First 16 hex digits of the SHA-256 of what an alert says of a finding. Left out: every time, the policy's hash, AWS's
 * request ids and the event (a second event about the same thing is no news). The order of principals does not count.
 */
export const contentHash = (record: Omit<FindingRecord, 'contentHash' | 'told' | 'updatedAt'>): string => {
  const { finding, status, outcome, undo, waiting, muted } = record;
  const said = [
    1,
    status,
    finding.rule,
    [finding.ref.account, finding.ref.region, subjectId(finding.ref)],
    finding.imageName,
    detailContent(finding.detail),
    finding.severity,
    finding.mode,
    finding.waiver,
    reasonContent(finding),
    finding.remediation === null ? null : [finding.remediation.action, finding.remediation.approval],
    outcome === null ? null : outcomeContent(outcome),
    // A second revocation that ends like the first is undone by another entry.
    undo,
    ...(waiting === undefined ? [] : [waitingContent(waiting)]),
    ...(record.deeds === undefined ? [] : [record.deeds.map(({ what, by, at }) => [what, by.name, at])]),
    ...(muted === undefined ? [] : [['muted', muted.entry]]),
  ];
  return sha256Hex(JSON.stringify(said)).slice(0, 16);
};

// Sentences with a number in them that grows by itself (days of age, shares of a quota); their details say what counts.
const reasonContent = ({ detail, reason }: FindingRecord['finding']): string =>
  detail.kind === 'quota' || detail.kind === 'attribute' ? '' : reason;

const waitingContent = ({
  plan,
  why,
  approval,
  state,
  approvedBy,
  refusedBy,
}: Waiting): readonly unknown[] => [plan, why, approval, state, approvedBy, refusedBy];

const detailContent = (
  detail: FindingRecord['finding']['detail'],
): readonly (string | number | boolean | null)[] => {
  switch (detail.kind) {
    case 'principal':
      return [detail.kind, principalKey(detail.principal)];
    case 'device':
      return [detail.kind, detail.device, detail.snapshot, detail.kmsKey];
    case 'tag':
      return [detail.kind, detail.tag, detail.value];
    case 'snapshot-principal':
      return [detail.kind, detail.snapshot, principalKey(detail.principal)];
    case 'attribute':
      return [detail.kind, detail.attribute, detail.value];
    case 'export':
      return [detail.kind, detail.how, detail.bucket, detail.key];
    case 'guardrail':
      return [detail.kind, detail.guardrail, detail.value, detail.managed];
    // How many exactly is no news from one look to the next; that a threshold was passed is.
    case 'quota':
      return [detail.kind, detail.quota, detail.level, detail.limit];
    case 'launch':
      return [detail.kind, detail.image, detail.owner];
    case 'assertion':
      return [detail.kind];
    case 'unreadable':
      return [detail.kind, detail.datum, detail.code];
  }
};

const outcomeContent = (outcome: Outcome): readonly unknown[] => {
  switch (outcome.kind) {
    case 'done':
      return [
        outcome.kind,
        keys(outcome.before),
        keys(outcome.after),
        ...(outcome.note === undefined ? [] : [outcome.note]),
      ];
    case 'unneeded':
      return [outcome.kind, keys(outcome.after)];
    case 'unverified':
      return [outcome.kind, keys(outcome.before), keys(outcome.after), outcome.reason];
    case 'under-way':
    case 'refused':
      return [outcome.kind, outcome.reason];
  }
};

/** Aspects with everything in one order. */
const keys = ({
  launchPermission,
  snapshotSharing,
  tags,
  deprecatedAt,
  state,
  guardrails,
}: Aspects): unknown => [
  launchPermission?.map(principalKey).toSorted() ?? null,
  snapshotSharing
    ?.map(({ snapshot, principals }) => `${snapshot} ${principals.map(principalKey).toSorted().join(' ')}`)
    .toSorted() ?? null,
  Object.entries(tags ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  deprecatedAt ?? null,
  state ?? null,
  Object.entries(guardrails ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
];

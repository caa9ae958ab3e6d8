import type { ImageChange } from '../model/change.ts';
import type { ImageId } from '../model/ids.ts';
import type { Datum, Fact, SubjectState } from '../model/image.ts';
import { subjectKind, type SubjectRef } from '../model/subject.ts';
import type { FindingRecord } from '../model/journal.ts';
import { commonPrincipals, exceptPrincipals } from '../model/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queues } from '../ports/queues.ts';

/** EC2 is eventually consistent: a read this soon after a change may show what was before it. */
export const LAG_MS = 5 * 60_000;
const RECHECK_MS = 60_000;
// "It may take up to 10 minutes" (EnableImageBlockPublicAccess).
const GUARDRAIL_MS = 10 * 60_000;

/** How far the clocks of two functions may be apart, generously: what is looked for from an instant on is looked for from before it. */
export const SKEW_MS = 5 * 60_000;

/** Whether something that happened at `at` (ISO 8601) may not be seen by every read yet. */
export const mayLag = (at: string, { clock }: { readonly clock: Clock }): boolean =>
  clock.now().getTime() - Date.parse(at) < LAG_MS;

/** Asks for another look in a minute. A guard rail takes longer to settle. */
export const lookAgain = (
  ref: SubjectRef,
  ports: { readonly clock: Clock; readonly queues: Queues },
  launched: ImageId | null = null,
): Promise<void> => {
  const now = ports.clock.now();
  const ms = subjectKind(ref) === 'account-region' ? GUARDRAIL_MS : RECHECK_MS;
  const dueAt = new Date(now.getTime() + ms).toISOString();
  return ports.queues.sendRecheck(ref, dueAt, now.toISOString(), launched);
};

/**
 * Whether what was read does not show what the event says was done: EC2 answered with the past, or somebody has taken it back.
 * A share that has been seen since it was made, because its finding was written since, is not behind.
 */
export const isBehind = (
  change: ImageChange,
  state: SubjectState,
  records: readonly FindingRecord[],
): boolean => {
  if (change.outcome.kind !== 'done') return false;
  const { detail } = change;
  const grants = known(state.launchPermission);
  const facts = known(state.image);
  switch (detail.kind) {
    case 'shared': {
      if (grants === null) return false;
      const seen = records.flatMap(({ finding, updatedAt }) =>
        finding.detail.kind === 'principal' && updatedAt >= change.at ? [finding.detail.principal] : [],
      );
      const missing = exceptPrincipals(exceptPrincipals(detail.added, grants), seen);
      return missing.length > 0 || commonPrincipals(detail.removed, grants).length > 0;
    }
    case 'shares-reset':
      return grants !== null && grants.length > 0;
    case 'tagged':
      if (facts === null) return false;
      return (
        Object.entries(detail.set).some(([tag, value]) => facts.tags[tag] !== value) ||
        detail.deleted.some((tag) => Object.hasOwn(facts.tags, tag))
      );
    case 'state':
      // Still described although deregistered: no later event would tell.
      if (detail.state === 'deregistered') return true;
      if (facts === null) return false;
      return detail.state === 'enabled' ? facts.state === 'disabled' : facts.state !== detail.state;
    case 'snapshot-shared':
      return (known(state.snapshotSharing) ?? [])
        .filter(({ snapshot }) => change.snapshots.includes(snapshot))
        .some(
          ({ principals }) =>
            exceptPrincipals(detail.added, principals).length > 0 ||
            commonPrincipals(detail.removed, principals).length > 0,
        );
    case 'guardrail':
      return change.touches.some((fact) => isOtherThan(state, fact, detail.to));
    // An event does not tell what a deprecation or a watermark was set to, and an export may be the second to the same bucket:
    // nobody can tell whether a read shows it, so there is another.
    case 'attribute':
    case 'exported':
      return true;
    case 'created':
    case 'launched':
    case 'importing':
    case 'unseen':
    case 'recheck':
      return false;
  }
};

const known = <T>(datum: Datum<T> | undefined): T | null => (datum?.kind === 'known' ? datum.value : null);

/** Whether a guard rail was read as something else than what it was switched to. */
const isOtherThan = (state: SubjectState, fact: Fact, to: string | null): boolean => {
  if (to === null) return false;
  if (fact === 'ebsEncryption') {
    const read = known(state.ebsEncryption);
    return read !== null && (read.enabled ? 'enabled' : 'disabled') !== to;
  }
  if (fact !== 'imageBlockPublicAccess' && fact !== 'snapshotBlockPublicAccess' && fact !== 'allowedImages') {
    return false;
  }
  const read = known(state[fact]);
  return read !== null && read.state !== to;
};

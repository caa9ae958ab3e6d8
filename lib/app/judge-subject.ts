import type { ImageChange } from '../model/change.ts';
import { Fault } from '../model/fault.ts';
import type { Evaluation } from '../model/finding.ts';
import type { Fact } from '../model/image.ts';
import type { ImageId } from '../model/ids.ts';
import { isImage, subjectKey, subjectKind, type SubjectRef } from '../model/subject.ts';
import type { Cause, FindingRecord } from '../model/journal.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle } from '../model/policy.ts';
import { evaluate } from '../policy/evaluate.ts';
import { factsFor } from '../policy/facts-for.ts';
import { type PlanContext, planRemediation } from '../remediation/plan.ts';
import { creatorOf } from './creator-of.ts';
import type { GuardPorts } from './guard-ports.ts';
import { type Ownership, ownershipOf } from './own-change.ts';
import { isBehind, lookAgain, mayLag, SKEW_MS } from './lagging.ts';
import { observeSubject, type Subject } from './observe-subject.ts';
import { contended, firstSeenOf, grantsOf, ROUNDS, tellOf, writeChanges } from './record-findings.ts';
import { closeAll, closeRemoved, isClosed, reconcile } from './reconcile.ts';
import { wakeOriginal } from './wake-original.ts';
import { tellOfAttempt } from './tell-attempt.ts';
import { withoutLater } from './sweep/withheld.ts';
import { exceptRefused, keepPlan, keepWaiting, sendApproved } from './waiting-plans.ts';

/** How long AWS may not know a new image or instance yet: within it, "not found" is asked again (EC2 is eventually consistent). */
const NEW_IMAGE_MS = 10 * 60_000;

/**
 * Observes one subject, evaluates it, records what was found, and hands on what is to be done: hops 4 to 7. Every step can
 * be repeated: after a crash or a second delivery the same end is reached. Rejects with `Fault` when the image could
 * not be judged in full, after recording that.
 */
export const judgeSubject = async (
  subject: Subject,
  change: ImageChange,
  cause: Cause,
  ports: GuardPorts,
): Promise<void> => {
  const { ref } = subject;
  const ownership = await ownershipOf(ref, change, ports);
  if (ownership === 'own') {
    ports.telemetry.note({ kind: 'own-change', ref, eventId: change.eventId });
    return;
  }
  const [policy, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(ref.account),
  ]);
  if (change.outcome.kind === 'refused') {
    await keepAttempt(ref, cause, ports);
    await tellOfAttempt(ref, change, cause, { policy, organization }, ports);
  }
  const facts = factsFor(policy, change.touches, ref.account, ref.region, subjectKind(ref));
  // What is open of rules that are held against the subject no more has to be closed, though nothing has to be read.
  if (facts.length === 0) {
    const records = await ports.journal.findings(ref);
    // Whoever closed the last of them may have died before anybody was told.
    if (records.every(({ status }) => isClosed(status))) {
      await tellOf(ref, records, ports);
      return;
    }
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    if (await judgeOnce(subject, change, cause, { policy, organization, facts, ownership }, ports)) return;
  }
  throw contended(ref);
};

/** Journals an attempt, once for an event however often it is delivered. */
const keepAttempt = async (ref: SubjectRef, cause: Cause, { journal, clock }: GuardPorts): Promise<void> => {
  const since = new Date(Date.parse(cause.at) - SKEW_MS).toISOString();
  const entries = await journal.entries(ref, since);
  if (entries.some((entry) => entry.kind === 'attempt' && entry.cause.eventId === cause.eventId)) return;
  await journal.append({ kind: 'attempt', at: clock.now().toISOString(), ref, cause });
};

interface Basis {
  readonly policy: PolicyBundle;
  readonly organization: Organization;
  readonly facts: readonly Fact[];
  readonly ownership: Ownership;
}

/** Answers false when another worker wrote findings of this image meanwhile: what was seen may be older than what they saw. */
const judgeOnce = async (
  subject: Subject,
  change: ImageChange,
  cause: Cause,
  { policy, organization, facts, ownership }: Basis,
  ports: GuardPorts,
): Promise<boolean> => {
  const { ref } = subject;
  // The findings are read before the image: whoever writes them from here on makes our writes fail, and we look again.
  const records = await ports.journal.findings(ref);
  const observation = await observeSubject(subject, facts, ports);
  if (observation.kind === 'gone') return handleGone(ref, change, cause, records, ports);
  const evaluation = withoutLater(
    evaluate({
      state: observation.state,
      policy,
      organization,
      touched: change.touches,
      firstSeen: firstSeenOf(records),
      grants: grantsOf(records),
      now: ports.clock.now(),
    }),
  );
  await wakeOriginal(ref, change, observation.state, ports);
  await sendRechecks(evaluation, subject.launched, records, ports);
  const context = {
    state: observation.state,
    creator: creatorOf([cause, ...records.map((record) => record.cause)]),
  };
  const waiting = await keepWaiting(evaluation, context, records, cause, ports);
  const rules = new Set(policy.rules.map(({ id }) => id));
  const changes = [
    ...reconcile(records, evaluation, cause, waiting),
    ...closeRemoved(records, rules, evaluation.at, cause),
  ];
  const current = await writeChanges(ref, cause, changes, records, ports);
  if (current === null) return false;
  ports.telemetry.note({ kind: 'judged', evaluation, eventId: change.eventId });
  await sendApproved(ref, current, cause, ports);
  if (ownership === 'none') await handOn(exceptRefused(evaluation, current), context, cause, ports);
  await tellOf(ref, current, ports);
  if (isBehind(change, observation.state, records) && (isOver(change) || mayLag(change.at, ports))) {
    await lookAgain(ref, ports, subject.launched);
  }
  throwOnError(evaluation);
  return true;
};

/** Whether the event says that there is no such image any more, or never will be. */
const isOver = ({ detail }: ImageChange): boolean =>
  detail.kind === 'state' && (detail.state === 'deregistered' || detail.state === 'failed');

const handleGone = async (
  ref: SubjectRef,
  change: ImageChange,
  cause: Cause,
  records: readonly FindingRecord[],
  ports: GuardPorts,
): Promise<boolean> => {
  const now = ports.clock.now();
  const age = now.getTime() - Date.parse(change.at);
  const isNew =
    change.detail.kind === 'created' ||
    change.detail.kind === 'launched' ||
    (change.detail.kind === 'state' && change.detail.state === 'available');
  if (isNew && change.outcome.kind === 'done' && age < NEW_IMAGE_MS) {
    const [operation, code] = isImage(ref)
      ? (['DescribeImages', 'InvalidAMIID.NotFound'] as const)
      : (['DescribeInstances', 'InvalidInstanceID.NotFound'] as const);
    throw new Fault(operation, code, `${subjectKey(ref)} is new and not to be seen yet`, {
      retryable: true,
    });
  }
  const changes = closeAll(records, now.toISOString(), cause);
  const current = await writeChanges(ref, cause, changes, records, ports);
  if (current === null) return false;
  ports.telemetry.note({ kind: 'gone', ref });
  await tellOf(ref, current, ports);
  // What was changed just now is there, or was: not found may be a read that lags.
  const wasThere = change.outcome.kind === 'done' && change.detail.kind !== 'recheck' && !isOver(change);
  if (wasThere && mayLag(change.at, ports)) await lookAgain(ref, ports);
  return true;
};

/**
 * A timer for each `pending` that has an end, unless it is recorded with this end already: set before the finding is recorded,
 * so that a crash between cannot lose it, and once, so that timers do not beget timers.
 */
const sendRechecks = async (
  evaluation: Evaluation,
  launched: ImageId | null,
  records: readonly FindingRecord[],
  ports: GuardPorts,
): Promise<void> => {
  const known = new Map(
    records
      .filter((record) => record.status === 'pending')
      .map(({ finding }) => [finding.id, finding.graceUntil]),
  );
  const fresh = evaluation.findings.filter(
    (finding) => finding.graceUntil !== null && known.get(finding.id) !== finding.graceUntil,
  );
  const times = new Set(
    fresh.flatMap((finding) => (finding.graceUntil === null ? [] : [finding.graceUntil])),
  );
  for (const dueAt of times) await ports.queues.sendRecheck(evaluation.ref, dueAt, evaluation.at, launched);
};

const handOn = async (
  evaluation: Evaluation,
  context: Omit<PlanContext, 'by'>,
  cause: Cause,
  ports: GuardPorts,
): Promise<void> => {
  const plan = planRemediation(evaluation, { ...context, by: 'policy' });
  if (plan === null) return;
  await keepPlan(plan, cause, ports);
  await ports.queues.sendPlan({ kind: 'plan', ref: plan.ref, planId: plan.id, cause });
};

const throwOnError = (evaluation: Evaluation): void => {
  const error = evaluation.findings.find((finding) => finding.detail.kind === 'unreadable');
  if (error?.detail.kind !== 'unreadable') return;
  throw new Fault(error.detail.datum, error.detail.code, error.reason, { retryable: true });
};

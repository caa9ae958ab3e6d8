import type { Cause, Deed, FindingRecord, JournalEntry, Waiting } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { Answer } from '../model/request.ts';
import { isAmong, type Standing, standingOf } from '../remediation/approval.ts';
import { type Asked, answerNothing, answerOf } from './answer.ts';
import { runPlan } from './apply-plan.ts';
import { causeOf } from './asker.ts';
import { deedsOn, withDeeds } from './deeds.ts';
import { standsOf, withTakenBack } from './done-of-plan.ts';
import { SKEW_MS } from './lagging.ts';
import { withLease } from './lease.ts';
import { previewPlan } from './preview.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { withHash, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** Says yes to a plan in somebody's name, and applies it once as many have as it needs. The same person twice is one. */
export const approvePlan = async (plan: Plan, asked: Asked, ports: RemediationPorts): Promise<Answer> => {
  const { by } = asked;
  const before = standingOf(plan, await entriesOf(plan, ports));
  if (before.kind === 'refused') return answerNothing(asked, 'refused', refusalText(plan, before), plan);
  if (!isAmong(by, before.approvedBy)) await say(plan, 'approved', asked, null, ports);
  // Read again: somebody else may have approved at the same time, and the later of the two goes on.
  const entries = await entriesOf(plan, ports);
  const standing = standingOf(plan, entries);
  if (standing.kind === 'refused') return answerNothing(asked, 'refused', refusalText(plan, standing), plan);
  const names = standing.approvedBy.map(({ name }) => name);
  const state = standing.kind === 'due' ? 'approved' : 'waiting';
  const cause = causeOf('Approval', by, ports.clock.now());
  await bringWaiting(plan, { state, approvedBy: names }, deedsOn(plan, entries), cause, ports);
  if (standing.kind === 'waiting') return answerNothing(asked, 'waiting', waitText(plan, asked, names), plan);
  const { written, faults } = await runPlan({ kind: 'plan', ref: plan.ref, planId: plan.id, cause }, ports);
  const results = written.map(({ action, outcome, undo }) => ({ action, outcome, undo }));
  return answerOf(asked, plan, withTakenBack(plan, entries, results), faults);
};

/** What saying yes to a plan would do now. Looks, and writes nothing anywhere. Rejects with `Fault`. */
export const previewApproval = async (plan: Plan, asked: Asked, ports: RemediationPorts): Promise<Answer> => {
  const entries = await entriesOf(plan, ports);
  const standing = standingOf(plan, entries);
  if (standing.kind === 'refused') return answerNothing(asked, 'refused', refusalText(plan, standing), plan);
  const answer = answerOf(
    asked,
    plan,
    withTakenBack(plan, entries, await previewPlan(plan, asked.by, ports)),
  );
  const said = standingOf(plan, [...entries, { ...wordOn(plan, 'approved', asked, null, ports), id: '' }]);
  if (answer.status !== 'would' || said.kind !== 'waiting') return answer;
  return { ...answer, message: `${answer.message} Before that it takes the word of a second person.` };
};

/** What saying no to a plan would do now. Writes nothing anywhere. */
export const previewRefusal = async (plan: Plan, asked: Asked, ports: RemediationPorts): Promise<Answer> => {
  const entries = await entriesOf(plan, ports);
  const standing = standingOf(plan, entries);
  if (standing.kind === 'refused') return answerNothing(asked, 'unneeded', refusalText(plan, standing), plan);
  const text = `Plan ${plan.id} would be refused.${standsText(standsOf(plan, entries))}`;
  return answerNothing(asked, 'would', text, plan);
};

/**
 * Says no to a plan in somebody's name: nothing of it is done from now on. Under the lease of its subject, so that whoever is at
 * it has finished, and the answer says so, or sees the refusal.
 */
export const refusePlan = async (
  plan: Plan,
  asked: Asked,
  reason: string | null,
  ports: RemediationPorts,
): Promise<Answer> => withLease(plan.ref, ports, () => refuseUnder(plan, asked, reason, ports));

const refuseUnder = async (
  plan: Plan,
  asked: Asked,
  reason: string | null,
  ports: RemediationPorts,
): Promise<Answer> => {
  const before = standingOf(plan, await entriesOf(plan, ports));
  const isNew = before.kind !== 'refused';
  if (isNew) await say(plan, 'refused', asked, reason, ports);
  // Of one that was refused as well: the process that was told so may have died before the findings said it.
  const refusedBy = isNew ? asked.by.name : before.by.name;
  const cause = causeOf('Refusal', asked.by, ports.clock.now());
  const entries = await entriesOf(plan, ports);
  const deeds = deedsOn(plan, entries);
  await bringWaiting(plan, { state: 'refused', refusedBy }, deeds, cause, ports);
  if (!isNew) return answerNothing(asked, 'unneeded', refusalText(plan, before), plan);
  const stands = standsOf(plan, entries);
  if (stands.length === 0) {
    return answerNothing(asked, 'done', `Plan ${plan.id} is refused; nothing of it is done.`, plan);
  }
  const text = `Plan ${plan.id} is refused; nothing more of it is done.${standsText(stands)}`;
  return { ...answerNothing(asked, 'done', text, plan), status: 'partly' };
};

/** What a refusal comes too late for. */
const standsText = (stands: readonly string[]): string =>
  stands.length === 0 ? '' : ` A refusal takes nothing back, and before it ${stands.join(', ')}.`;

const entriesOf = (plan: Plan, { journal }: RemediationPorts): Promise<readonly JournalEntry[]> =>
  journal.entries(plan.ref, new Date(Date.parse(plan.observedAt) - SKEW_MS).toISOString());

const say = async (
  plan: Plan,
  decision: 'approved' | 'refused',
  asked: Asked,
  reason: string | null,
  ports: RemediationPorts,
): Promise<void> => {
  await ports.journal.append(wordOn(plan, decision, asked, reason, ports));
};

const wordOn = (
  { id: planId, ref }: Plan,
  decision: 'approved' | 'refused',
  { by }: Asked,
  reason: string | null,
  { clock }: RemediationPorts,
) => {
  const limits = decision === 'approved' ? 'ignored' : 'kept';
  return {
    kind: 'approval',
    at: clock.now().toISOString(),
    ref,
    planId,
    decision,
    by,
    reason,
    limits,
  } as const;
};

/** Brings the findings that wait with a plan to what was said of it, and tells those who were told that they wait. */
const bringWaiting = async (
  { id, ref }: Plan,
  said: Partial<Waiting>,
  deeds: readonly Deed[],
  cause: Cause,
  ports: RemediationPorts,
): Promise<void> => {
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records.flatMap((record): readonly RecordChange[] => {
      const { waiting } = record;
      if (waiting?.plan !== id || record.status !== 'open') return [];
      const waits = { ...record, waiting: { ...waiting, ...said }, updatedAt: at };
      const next = withHash(withDeeds(waits, deeds));
      if (next.contentHash === record.contentHash) return [];
      return [{ record: next, expected: record.updatedAt, statusChanged: false }];
    });
  const current = await recordChanges(ref, cause, decide, await ports.journal.findings(ref), ports);
  await tellOf(ref, current, ports);
};

const refusalText = ({ id }: Plan, { by, at, reason }: Extract<Standing, { kind: 'refused' }>): string =>
  `Plan ${id} was refused by ${by.name} at ${at}${reason === null ? '' : `: ${reason}`}.`;

const waitText = ({ id }: Plan, { by }: Asked, names: readonly string[]): string => {
  const so = `Plan ${id} is approved by ${names.join(' and ')}, and waits for a second person`;
  if (isProven(by)) return names.length < 2 ? `${so}.` : `${so}: no two of these are surely two people.`;
  return `${so}: a name that is only claimed counts for no more than one of two.`;
};

const isProven = ({ id }: Asker): boolean => id !== null;

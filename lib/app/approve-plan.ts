import type { Cause, FindingRecord, JournalEntry, Waiting } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { Answer } from '../model/request.ts';
import { isAmong, type Standing, standingOf } from '../remediation/approval.ts';
import { type Asked, answerNothing, answerOf } from './answer.ts';
import { runPlan } from './apply-plan.ts';
import { causeOf } from './asker.ts';
import { SKEW_MS } from './lagging.ts';
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
  const standing = standingOf(plan, await entriesOf(plan, ports));
  if (standing.kind === 'refused') return answerNothing(asked, 'refused', refusalText(plan, standing), plan);
  const names = standing.approvedBy.map(({ name }) => name);
  const state = standing.kind === 'due' ? 'approved' : 'waiting';
  const cause = causeOf('Approval', by, ports.clock.now());
  await bringWaiting(plan, { state, approvedBy: names }, cause, ports);
  if (standing.kind === 'waiting') return answerNothing(asked, 'waiting', waitText(plan, asked, names), plan);
  const { written, faults } = await runPlan({ kind: 'plan', ref: plan.ref, planId: plan.id, cause }, ports);
  return answerOf(
    asked,
    plan,
    written.map(({ action, outcome, undo }) => ({ action, outcome, undo })),
    faults,
  );
};

/** Says no to a plan in somebody's name: nothing of it is done from now on. */
export const refusePlan = async (
  plan: Plan,
  asked: Asked,
  reason: string | null,
  ports: RemediationPorts,
): Promise<Answer> => {
  const before = standingOf(plan, await entriesOf(plan, ports));
  if (before.kind === 'refused') return answerNothing(asked, 'unneeded', refusalText(plan, before), plan);
  await say(plan, 'refused', asked, reason, ports);
  const cause = causeOf('Refusal', asked.by, ports.clock.now());
  await bringWaiting(plan, { state: 'refused', refusedBy: asked.by.name }, cause, ports);
  return answerNothing(asked, 'done', `Plan ${plan.id} is refused; nothing of it is done.`, plan);
};

const entriesOf = (plan: Plan, { journal }: RemediationPorts): Promise<readonly JournalEntry[]> =>
  journal.entries(plan.ref, new Date(Date.parse(plan.observedAt) - SKEW_MS).toISOString());

const say = async (
  { id: planId, ref }: Plan,
  decision: 'approved' | 'refused',
  { by }: Asked,
  reason: string | null,
  { journal, clock }: RemediationPorts,
): Promise<void> => {
  const limits = decision === 'approved' ? 'ignored' : 'kept';
  const at = clock.now().toISOString();
  await journal.append({ kind: 'approval', at, ref, planId, decision, by, reason, limits });
};

/** Brings the findings that wait with a plan to what was said of it, and tells those who were told that they wait. */
const bringWaiting = async (
  { id, ref }: Plan,
  said: Partial<Waiting>,
  cause: Cause,
  ports: RemediationPorts,
): Promise<void> => {
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records.flatMap((record): readonly RecordChange[] => {
      const { waiting } = record;
      if (waiting?.plan !== id || record.status !== 'open') return [];
      const next = withHash({ ...record, waiting: { ...waiting, ...said }, updatedAt: at });
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
  return isProven(by) ? `${so}.` : `${so}: a name that is only claimed counts for no more than one of two.`;
};

const isProven = ({ id }: Asker): boolean => id !== null;

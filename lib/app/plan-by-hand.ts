import type { Asker } from '../model/asker.ts';
import type { Evaluation } from '../model/finding.ts';
import type { FindingRecord, Waiting } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionResult } from '../model/request.ts';
import { type AccountRegion, type ImageRef, subjectKind } from '../model/subject.ts';
import { evaluate } from '../policy/evaluate.ts';
import { factsOfRules } from '../policy/facts-for.ts';
import { planContent } from '../remediation/plan-content.ts';
import { causeOf } from './asker.ts';
import { read } from './observe-subject.ts';
import { onlyOf, planForPerson } from './plan-for-person.ts';
import { previewPlan } from './preview.ts';
import { contended, firstSeenOf, grantsOf, writeChanges } from './record-findings.ts';
import { reconcile } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { keepPlan, waitingOf } from './waiting-plans.ts';

/** A plan of one rule, and what each of its actions would do now. */
export interface OfferedPlan {
  readonly plan: Plan;
  readonly results: readonly ActionResult[];
}

/** What was seen of a subject, and what a person may do about it. */
export type Offer =
  | { readonly kind: 'seen'; readonly evaluation: Evaluation; readonly plans: readonly OfferedPlan[] }
  | { readonly kind: 'gone'; readonly at: string };

/** `rules`: those that are asked about. `keeps`: findings and plans go into the journal, so that a plan can be applied by its id. */
export interface Question {
  readonly ref: ImageRef | AccountRegion;
  readonly rules: readonly string[];
  readonly by: Asker;
  readonly keeps: boolean;
}

/**
 * Looks at a subject and offers a plan for each rule that finds something to put right, whatever its mode and grace. What was offered
 * before and is still the same keeps its id. Changes nothing in AWS. Rejects with `Fault` when the subject cannot be read.
 */
export const planByHand = async (question: Question, ports: RemediationPorts): Promise<Offer> => {
  const { ref, rules, by, keeps } = question;
  // Before the look: whoever writes them from here on makes our writes fail.
  const records = await ports.journal.findings(ref);
  const [whole, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(ref.account),
  ]);
  const facts = factsOfRules(whole, ref.account, ref.region, subjectKind(ref));
  const seen = await read(ref, facts, ports.reader);
  if (seen.kind === 'gone') return { kind: 'gone', at: seen.observedAt };
  const all = evaluate({
    state: seen.state,
    policy: whole,
    organization,
    touched: facts,
    firstSeen: firstSeenOf(records),
    grants: grantsOf(records),
    now: ports.clock.now(),
  });
  const evaluation = {
    ...all,
    verdicts: all.verdicts.filter(({ rule }) => rules.includes(rule)),
    findings: all.findings.filter(({ rule }) => rules.includes(rule)),
  };
  const made = evaluation.verdicts.flatMap(
    ({ rule }) => planForPerson(onlyOf(rule, evaluation), seen.state, records) ?? [],
  );
  const plans = await Promise.all(made.map((plan) => offeredBefore(plan, records, ports)));
  if (keeps) await keep(question, evaluation, plans, records, ports);
  const offered: OfferedPlan[] = [];
  for (const plan of plans) offered.push({ plan, results: await previewPlan(plan, by, ports) });
  return { kind: 'seen', evaluation, plans: offered };
};

/** The plan that its findings wait with already, where that does the same; else the new one. */
const offeredBefore = async (
  plan: Plan,
  records: readonly FindingRecord[],
  { journal }: Pick<RemediationPorts, 'journal'>,
): Promise<Plan> => {
  const content = planContent(plan);
  const ids = plan.actions.flatMap(({ findings }) => findings);
  const known = ids.map((id) => records.find(({ finding }) => finding.id === id)?.waiting);
  const [first] = known;
  const isSame = known.every(
    (one) =>
      one !== undefined && one.plan === first?.plan && one.content === content && one.state === 'waiting',
  );
  if (!isSame || first === undefined) return plan;
  return (await journal.plan(plan.ref, first.plan)) ?? plan;
};

const keep = async (
  { ref, by }: Question,
  evaluation: Evaluation,
  plans: readonly Plan[],
  records: readonly FindingRecord[],
  ports: RemediationPorts,
): Promise<void> => {
  const cause = causeOf('Plan', by, ports.clock.now());
  const waiting = new Map<string, Waiting>();
  for (const plan of plans) {
    await keepPlan(plan, cause, ports, by);
    for (const id of plan.actions.flatMap(({ findings }) => findings)) waiting.set(id, waitingOf(plan));
  }
  const changes = reconcile(records, evaluation, cause, waiting);
  if ((await writeChanges(ref, cause, changes, records, ports)) === null) throw contended(ref);
};

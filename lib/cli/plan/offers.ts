import type { Offer, OfferedPlan } from '../../app/plan-by-hand.ts';
import type { Evaluation } from '../../model/finding.ts';
import { subjectKey, type AccountRegion, type ImageRef } from '../../model/subject.ts';
import { resultRow } from '../by-hand/answer-text.ts';
import type { Screen } from '../output/screen.ts';
import { table, type Cell } from '../output/table.ts';

/** What was seen of a subject, with the rules that could not be judged. */
export type SubjectOffer = Offer & {
  readonly ref: ImageRef | AccountRegion;
  readonly unjudged: readonly string[];
};

/** What may be done, for people: a row an action, with the plan to name and why; empty when there is nothing. */
export const offersTable = (offers: readonly SubjectOffer[], screen: Screen): string => {
  const rows = offers.flatMap((offer) =>
    offer.kind === 'seen' ? offer.plans.flatMap((plan) => planRows(plan, offer.evaluation)) : [],
  );
  return rows.length === 0
    ? ''
    : table(['plan', 'where', 'rule', 'action', 'what', 'before -> after', 'why'], rows, screen);
};

const planRows = ({ plan, results }: OfferedPlan, evaluation: Evaluation): readonly (readonly Cell[])[] =>
  results.map((result): readonly Cell[] => {
    const [action = '', rule = '', what = '', change = ''] = resultRow(result);
    const where = { text: subjectKey(plan.ref), tone: 'label' } as const;
    return [plan.id, where, rule, action, what, change, whyText(result.action.findings, plan, evaluation)];
  });

const whyText = (
  ids: readonly string[],
  { approval }: OfferedPlan['plan'],
  { findings }: Evaluation,
): string => {
  const concerned = findings.filter(({ id }) => ids.includes(id));
  const modes = [...new Set(concerned.map(({ mode }) => mode))].filter((mode) => mode !== 'enforce');
  return [
    ...concerned.map(({ reason }) => reason),
    ...modes.map((mode) => `(The mode is ${mode}: the policy itself leaves it.)`),
    ...(approval === 'two-person' ? ['(Two people have to approve it.)'] : []),
  ].join(' ');
};

/** What fails and nothing can be done about, is waived, or could not be judged; a sentence each. */
export const leftOver = (offer: Offer & { readonly unjudged: readonly string[] }): readonly string[] => {
  if (offer.kind === 'gone') return [];
  const { verdicts, findings } = offer.evaluation;
  const planned = new Set(
    offer.plans.flatMap(({ plan }) => plan.actions.flatMap((action) => action.findings)),
  );
  const left = new Set(
    findings.filter(({ id, waiver }) => waiver === null && !planned.has(id)).map(({ rule }) => rule),
  );
  return [
    ...verdicts
      .filter(({ verdict }) => verdict === 'error')
      .map(({ rule, reason }) => `${rule} could not be judged: ${reason}`),
    ...offer.unjudged.map(
      (rule) =>
        `${rule} was not judged: the accounts of the organisation could not be read; --organization names them`,
    ),
    ...verdicts
      .filter(({ rule, verdict }) => left.has(rule) && verdict !== 'error' && verdict !== 'waived')
      .map(({ rule, reason }) => `${rule} fails, and there is no remediation of it: ${reason}`),
    ...verdicts
      .filter(({ verdict }) => verdict === 'waived')
      .map(({ rule, reason }) => `${rule} is waived, and left as it is: ${reason}`),
  ];
};

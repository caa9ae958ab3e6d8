import type { Action, Plan } from '../../model/plan.ts';
import type { ActionResult, Answer } from '../../model/request.ts';
import { subjectKey } from '../../model/subject.ts';
import { definitionOf } from '../../remediation/registry.ts';
import type { Tone } from '../../render/paint.ts';
import { plainWording } from '../../render/wording.ts';
import { writeText } from '../../render/write-text.ts';
import { outcomeChange, type ChangeText } from '../journal/change-text.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';

/** What an answer's actions do or did, for people: a row each; empty when there are none. */
export const resultsTable = (results: readonly ActionResult[], screen: Screen): string =>
  results.length === 0
    ? ''
    : table(['action', 'rule', 'what', 'before -> after', 'undo names'], results.map(resultRow), screen);

/** The cells of a result. */
export const resultRow = ({ action, outcome, undo }: ActionResult) => [
  action.action,
  action.rule,
  { text: `${actionText(action)}: ${ENDS[outcome.kind](outcome)}`, tone: TONES[outcome.kind] },
  changeCell(outcomeChange(outcome)),
  undo ?? '-',
];

/** What an action asks AWS for, in words. */
const actionText = ({ writes }: Action): string =>
  writes.length === 0
    ? 'nothing'
    : writes.map((write) => writeText(write, { accountName: () => null }, plainWording)).join('; ');

type Outcome = ActionResult['outcome'];

const reasonOf = (outcome: Outcome): string => ('reason' in outcome ? outcome.reason : '');

const ENDS: Readonly<Record<Outcome['kind'], (outcome: Outcome) => string>> = {
  done: () => 'done and read back',
  'under-way': (outcome) => `under way: ${reasonOf(outcome)}`,
  would: () => 'would be done',
  unneeded: () => 'on looking again nothing of it is called for',
  unverified: (outcome) => `not verified: ${reasonOf(outcome)}`,
  refused: (outcome) => `not done: ${reasonOf(outcome)}`,
};

const TONES: Readonly<Record<Outcome['kind'], Tone>> = {
  done: 'good',
  'under-way': 'attention',
  would: 'attention',
  unneeded: 'quiet',
  unverified: 'bad',
  refused: 'bad',
};

const changeCell = ({ before, after }: ChangeText): string => {
  if (before === null) return after === null ? '-' : `still ${after}`;
  return after === null ? before : `${before} -> ${after}`;
};

/** What has gone stale of a plan, as its results show; null when all of it is still called for. */
export const staleText = (plan: Plan | null, results: readonly ActionResult[]): string | null => {
  if (plan === null || results.length === 0) return null;
  const isWhole = plan.actions.every((action) =>
    results.some(
      (result) =>
        result.action.rule === action.rule &&
        result.outcome.kind !== 'unneeded' &&
        (isOfSteps(action) || JSON.stringify(result.action.writes) === JSON.stringify(action.writes)),
    ),
  );
  return isWhole
    ? null
    : `plan ${plan.id} for ${subjectKey(plan.ref)} has gone stale: it was made of what was so at ${plan.observedAt}, and less of it is called for now`;
};

/** What is done step by step names one step at a time. */
const isOfSteps = (action: Action): boolean => definitionOf(action)?.nextStep !== undefined;

/** How a command ends whose request was answered so. */
export const exitOf = ({ status }: Pick<Answer, 'status'>): ExitCode => {
  switch (status) {
    case 'done':
    case 'unneeded':
      return EXIT.clean;
    case 'would':
    case 'waiting':
      return EXIT.findings;
    case 'partly':
      return EXIT.partial;
    case 'refused':
      return EXIT.error;
  }
};

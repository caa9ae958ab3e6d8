import type { Answer, Request } from '../../model/request.ts';
import { subjectKey } from '../../model/subject.ts';
import { planContent } from '../../remediation/plan-content.ts';
import type { ExitCode } from '../output/exit-code.ts';
import { EXIT } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { screenOf } from '../output/screen.ts';
import { show } from '../output/show.ts';
import { exitOf, resultsTable, staleText } from './answer-text.ts';
import { canAsk } from './can-ask.ts';
import type { Confirm, Hand, HandIo } from './hand.ts';
import type { Act } from './options.ts';
import { stoppable } from './stoppable.ts';

/** What is asked for, by which command, and the question that is put before it. */
export interface Errand {
  readonly command: string;
  readonly request: Request;
  readonly question: string;
}

/**
 * Shows what a request would change, asks, does it, and shows what came of it; with `--yes` nobody is asked. What is done is no
 * more than what was shown. Answers the exit code; rejects with `Fault`.
 */
export const carryOut = async (
  { command, request, question }: Errand,
  hand: Hand,
  act: Act,
  io: HandIo,
  confirm: Confirm,
): Promise<ExitCode | 130> => {
  const tell = (...problems: readonly string[]): Promise<void> => complain(io, command, problems);
  const preview = act.yes && !act.dryRun ? null : await hand.ask({ ...request, dryRun: true });
  if (preview !== null && (act.dryRun || !isOpen(preview))) {
    await tell(...doubts(preview, hand));
    await showAnswer(preview, act, io);
    return exitOf(preview);
  }
  if (preview !== null) {
    await print(io.stderr, shown(preview, io));
    if (!canAsk(io)) {
      await tell('nothing was done: --yes is needed where nobody can be asked, as this is no terminal');
      return EXIT.error;
    }
    if (!(await confirm(io, question))) {
      await tell('nothing was done');
      return EXIT.error;
    }
  }
  const { answer, isStopped } = await stoppable(command, hand, io, () => hand.ask(asShown(request, preview)));
  if (answer === null) return 130;
  await tell(...doubts(answer, hand));
  await showAnswer(answer, act, io);
  if (isStopped && answer.status !== 'done') {
    await tell(...(answer.plan === null ? [] : [`ami-warden apply ${answer.plan.id} goes on with it`]));
    return 130;
  }
  await tell(...dueLines(answer, hand));
  return exitOf(answer);
};

/** Whether there is anything to ask about: a refusal of a plan has no results. */
const isOpen = ({ status }: Answer): boolean => status === 'would' || status === 'waiting';

/** What could not be known, where it may be why there is no better answer. */
const doubts = ({ status }: Answer, hand: Hand): readonly string[] =>
  status === 'refused' || status === 'unneeded' ? hand.problems() : [];

/** The request for exactly what was shown: what is called for may have grown since. */
const asShown = (request: Request, preview: Answer | null): Request => {
  const plan = preview?.plan ?? null;
  return request.kind === 'remediate' && plan !== null ? { ...request, content: planContent(plan) } : request;
};

/** When to look again, which directly nobody does by themselves; at a waiver's end the next command does. */
const dueLines = ({ request, plan }: Answer, hand: Hand): readonly string[] => {
  if (hand.kind === 'via' || request.kind === 'waive') return [];
  const [first] = hand.due().toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  if (first === undefined) return [];
  const again = plan === null ? `plan ${subjectKey(first.ref)}` : `apply ${plan.id}`;
  return [`to be looked at again at ${first.dueAt} or later: ami-warden ${again}`];
};

const shown = (preview: Answer, io: HandIo): string => {
  const rows = resultsTable(preview.results, screenOf(io.stderr, io.env));
  const stale = staleText(preview.plan, preview.results);
  return `${rows}${stale === null ? '' : `${stale}\n`}${preview.message}\n`;
};

/** The answer itself as data, what it says on stderr. */
const showAnswer = async (answer: Answer, { output }: Act, io: HandIo): Promise<void> => {
  await show(io, output, {
    table: (screen) => resultsTable(answer.results, screen),
    json: () => jsonText(answer),
  });
  const stale = answer.request.kind === 'apply' ? staleText(answer.plan, answer.results) : null;
  const lines = [
    answer.message,
    stale,
    answer.retry === null ? null : 'It can be asked again: nothing is done twice.',
  ];
  await print(
    io.stderr,
    lines
      .filter((line) => line !== null)
      .map((line) => `${line}\n`)
      .join(''),
  );
};

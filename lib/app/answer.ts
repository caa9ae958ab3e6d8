import type { Fault } from '../model/fault.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { ActionResult, Answer, Request } from '../model/request.ts';

/** What an answer is about. */
export interface Asked {
  readonly request: Request;
  readonly by: Asker;
}

/** An answer for which nothing was done. */
export const answerNothing = (
  { request, by }: Asked,
  status: Exclude<Answer['status'], 'partly'>,
  message: string,
  plan: Plan | null = null,
): Answer => ({ status, message, request, by, plan, results: [], retry: null });

/** The answer that these ends of actions add up to; faults are what kept others from an end. */
export const answerOf = (
  { request, by }: Asked,
  plan: Plan | null,
  results: readonly ActionResult[],
  faults: readonly Fault[] = [],
): Answer => {
  const again = faults.filter(({ retryable }) => retryable).map(({ message }) => message);
  const retry = again.length === 0 ? null : again.join('; ');
  const status = faults.length === 0 ? statusOf(results) : 'partly';
  const message = [
    ...results.map(sentence),
    ...faults.map((fault) => `Not finished: ${fault.message}.`),
  ].join(' ');
  return {
    status,
    message: message === '' ? 'There was nothing to do.' : message,
    request,
    by,
    plan,
    results,
    retry,
  };
};

const statusOf = (results: readonly ActionResult[]): Answer['status'] => {
  const kinds = new Set(results.map(({ outcome }) => outcome.kind));
  if (kinds.has('unverified') || kinds.has('under-way')) return 'partly';
  if (kinds.has('would')) return 'would';
  if (kinds.has('refused')) return kinds.has('done') ? 'partly' : 'refused';
  return kinds.has('done') ? 'done' : 'unneeded';
};

const sentence = ({ action, outcome }: ActionResult): string => {
  switch (outcome.kind) {
    case 'done':
      return `${action.action}: done, and read back.${outcome.note === undefined ? '' : ` ${outcome.note}`}`;
    case 'under-way':
      return `${action.action}: under way: ${outcome.reason}`;
    case 'would':
      return `${action.action}: would be done.`;
    case 'unneeded':
      return `${action.action}: on looking again nothing of it is called for.`;
    case 'unverified':
      return `${action.action}: tried, but not verified: ${outcome.reason}.`;
    case 'refused':
      return `${action.action}: not done: ${outcome.reason}.`;
  }
};

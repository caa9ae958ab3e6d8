import type { Answer, Request } from '../../model/request.ts';
import { exitOf, resultsTable, staleText } from '../by-hand/answer-text.ts';
import type { Hand, HandIo } from '../by-hand/hand.ts';
import { worstExit, type ExitCode } from '../output/exit-code.ts';
import { print } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { show } from '../output/show.ts';
import type { PlanOptions } from './options.ts';

/** Shows what requests would do, and writes nothing anywhere. */
export const previewRequests = async (
  requests: readonly Request[],
  { output }: Pick<PlanOptions, 'output'>,
  hand: Pick<Hand, 'ask'>,
  io: HandIo,
): Promise<ExitCode> => {
  const answers: Answer[] = [];
  for (const request of requests) answers.push(await hand.ask(request));
  await show(io, output, {
    table: (screen) =>
      resultsTable(
        answers.flatMap(({ results }) => results),
        screen,
      ),
    json: () => jsonText(answers),
  });
  const lines = answers.flatMap(({ message, plan, results, request }) => [
    message,
    ...(request.kind === 'apply' ? [staleText(plan, results) ?? []].flat() : []),
  ]);
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  return worstExit(answers.map(exitOf));
};

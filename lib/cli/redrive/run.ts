import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { redrive, survey, type Redriven, type Survey } from '../../app/redrive.ts';
import type { OpenDeadLetters } from '../../config/wire-redrive.ts';
import { Fault } from '../../model/fault.ts';
import type { DeadLetterKind } from '../../model/dead-letter.ts';
import { sentence, text } from '../../policy/source/schema/words.ts';
import { canAsk } from '../by-hand/can-ask.ts';
import type { HandIo, Means } from '../by-hand/hand.ts';
import { MEANS } from '../by-hand/hand.ts';
import { output, viaOption } from '../by-hand/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { showRedriven, showSurveys } from './show.ts';

const Options = z.object({
  via: viaOption,
  profile: sentence.optional(),
  from: text('the URL of a queue', /^https?:\/\/\S+\/\d{12}\/[\w.-]+$/).optional(),
  fromProfile: sentence.optional(),
  kind: text(
    'failed, undelivered, malformed, or some of them with commas between',
    /^(?:(?:failed|undelivered|malformed)(?:,|$))+$/,
  )
    .transform((kinds) => kinds.split(',').filter((kind) => kind !== '') as DeadLetterKind[])
    .default(['failed', 'undelivered']),
  yes: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  output,
});
type Options = z.infer<typeof Options>;

/**
 * `ami-warden redrive`. Answers the exit code: 0 nothing lies there any more, 1 it failed or nothing was done, 2 with --dry-run when
 * something would go back, 3 some of it stays.
 */
export const runRedrive = async (
  words: readonly string[],
  raw: unknown,
  io: HandIo,
  means: Pick<Means, 'confirm'> = MEANS,
): Promise<ExitCode> => {
  const refuse = async (...problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, 'redrive', problems);
    return EXIT.error;
  };
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(...read.problems);
  const { options } = read;
  if (options.via === undefined) return refuse('--via: expected the stack whose dead letters are meant');
  if (options.fromProfile !== undefined && options.from === undefined) {
    return refuse('--from-profile: expected with --from');
  }
  if (options.from !== undefined && words.length > 0)
    return refuse('--from: expected without the names of queues');
  try {
    const { openDeadLetters } = await import('../../config/wire-redrive.ts');
    const { via: stack, profile, from, fromProfile } = options;
    const member = from === undefined ? null : { url: from, profile: fromProfile };
    const open = await openDeadLetters({ stack, profile, environment: io.env }, member);
    try {
      const named = chosen(open, words);
      if (!named.ok) return await refuse(named.problem);
      const surveys = await Promise.all(named.queues.map((queue) => survey(queue)));
      return await act(surveys, options, io, means);
    } finally {
      open.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse(fault.message);
  }
};

type Chosen =
  | { readonly ok: true; readonly queues: OpenDeadLetters['queues'] }
  | { readonly ok: false; readonly problem: string };

/** The queues by the last word of their names; all without words. */
const chosen = ({ queues }: OpenDeadLetters, words: readonly string[]): Chosen => {
  if (words.length === 0) return { ok: true, queues };
  const named = new Map(queues.map((queue) => [shortName(queue.source), queue]));
  const unknown = words.find((word) => !named.has(word));
  if (unknown !== undefined) {
    return { ok: false, problem: `there is no queue ${unknown}; there are ${[...named.keys()].join(', ')}` };
  }
  return { ok: true, queues: words.flatMap((word) => named.get(word) ?? []) };
};

const shortName = (source: string): string =>
  source
    .replace(/\.fifo$/, '')
    .split('-')
    .at(-1) ?? source;

const act = async (
  surveys: readonly Survey[],
  options: Options,
  io: HandIo,
  means: Pick<Means, 'confirm'>,
): Promise<ExitCode> => {
  const goes = ({ lying }: Survey): boolean => lying.some(({ kind }) => options.kind.includes(kind));
  const going = surveys.filter(goes);
  const lies = surveys.some(({ total }) => total > 0);
  if (options.dryRun || going.length === 0) {
    await showSurveys(surveys, options.output, io);
    if (going.length > 0) return EXIT.findings;
    return lies ? EXIT.partial : EXIT.clean;
  }
  if (!options.yes) {
    await showSurveys(surveys, 'table', { ...io, stdout: io.stderr });
    if (!canAsk(io)) {
      await complain(io, 'redrive', [
        'nothing was done: --yes is needed where nobody can be asked, as this is no terminal',
      ]);
      return EXIT.error;
    }
    if (!(await means.confirm(io, `Put what is ${options.kind.join(' or ')} back?`))) {
      await complain(io, 'redrive', ['nothing was done']);
      return EXIT.error;
    }
  }
  const ended: (readonly [Survey, Redriven])[] = [];
  for (const one of going) ended.push([one, await redrive(one, options.kind, sleep)]);
  await showRedriven(ended, options.output, io);
  const problems = ended.flatMap(([{ queue }, { problem }]) =>
    problem === null ? [] : [`${queue.name}: ${problem}`],
  );
  if (problems.length > 0) {
    await complain(io, 'redrive', problems);
    return EXIT.error;
  }
  const stays = ended.some(([, { left }]) => left > 0) || surveys.some((one) => one.total > 0 && !goes(one));
  if (stays) await print(io.stderr, 'Some of it stays; --dry-run shows what.\n');
  return stays ? EXIT.partial : EXIT.clean;
};

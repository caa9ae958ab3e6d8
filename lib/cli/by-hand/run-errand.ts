import type * as z from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Request } from '../../model/request.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { carryOut, type Errand } from './carry-out.ts';
import { MEANS, openHand, type Hand, type HandIo, type Means } from './hand.ts';
import { mismatches, type Act, type Way } from './options.ts';
import { unendedLines } from './unended-lines.ts';

/** A command that changes something. `judges`: whether it takes a policy. */
interface Command<Options extends Way & Act> {
  readonly command: string;
  readonly schema: z.ZodType<Options>;
  readonly judges: boolean;
  /** What the first word and the flags ask for at `now`, or why that is nothing. Rejects with `Fault`. */
  readonly errand: (
    word: string,
    options: Options,
    hand: Hand,
    now: Date,
  ) => Promise<
    | { readonly ok: true; readonly request: Request; readonly question: string }
    | { readonly ok: false; readonly problem: string }
  >;
}

/** Runs a command for its words and flags, and answers the exit code. */
type Runner = (
  words: readonly string[],
  raw: unknown,
  io: HandIo,
  now: Date,
  means?: Means,
) => Promise<ExitCode | 130>;

/** The command that reads the flags, opens the hand and carries the errand out. What could not be done is told and ends with 1. */
export const errandCommand =
  <Options extends Way & Act>(command: Command<Options>): Runner =>
  ([word = ''], raw, io, now, means = MEANS) =>
    run(command, word, raw, io, now, means);

const run = async <Options extends Way & Act>(
  { command, schema, judges, errand }: Command<Options>,
  word: string,
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Means,
): Promise<ExitCode | 130> => {
  const refuse = async (...problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, command, problems);
    return EXIT.error;
  };
  const read = readOptions(schema, raw);
  if (!read.ok) return refuse(...read.problems);
  const wrong = mismatches(read.options);
  if (wrong.length > 0) return refuse(...wrong);
  try {
    const hand = await openHand(read.options, judges, io, now, means);
    if (hand === null) return EXIT.error;
    try {
      const asked = await errand(word, read.options, hand, now);
      if (!asked.ok) return await refuse(asked.problem);
      const { request, question } = asked;
      await complain(io, command, await unendedLines(request, hand));
      const task: Errand = { command, request, question };
      return await carryOut(task, hand, read.options, io, means.confirm);
    } finally {
      hand.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse(fault.message);
  }
};

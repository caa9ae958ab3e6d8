import type * as z from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Request } from '../../model/request.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { carryOut, type Errand } from './carry-out.ts';
import { openHand, type Hand, type HandIo, type Means } from './hand.ts';
import { mismatches, type Act, type Way } from './options.ts';
import { unendedLines } from './unended-lines.ts';

/** One run of a command that changes something. `judges`: whether it takes a policy. */
export interface Run<Options extends Way & Act> {
  readonly command: string;
  readonly schema: z.ZodType<Options>;
  readonly judges: boolean;
  /** What the words and flags ask for, or why that is nothing. Rejects with `Fault`. */
  readonly errand: (
    options: Options,
    hand: Hand,
  ) => Promise<
    | { readonly ok: true; readonly request: Request; readonly question: string }
    | { readonly ok: false; readonly problem: string }
  >;
}

/** Reads the flags, opens the hand, carries the errand out, and answers the exit code. What could not be done is told and ends with 1. */
export const runErrand = async <Options extends Way & Act>(
  { command, schema, judges, errand }: Run<Options>,
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
      const asked = await errand(read.options, hand);
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

import { Fault } from '../../model/fault.ts';
import type { Request } from '../../model/request.ts';
import { MEANS, openHand, type HandIo, type Means } from '../by-hand/hand.ts';
import { mismatches } from '../by-hand/options.ts';
import { planId } from '../by-hand/plan-id.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { planDirectly } from './directly.ts';
import { PlanOptions } from './options.ts';
import { previewRequests } from './preview-requests.ts';
import { planVia } from './via.ts';

/** `ami-warden plan`. Answers the exit code: 0 nothing to do, 1 it could not be told, 2 there is something to do, 3 some of it could not be told. */
export const runHandPlan = async (
  words: readonly string[],
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Means = MEANS,
): Promise<ExitCode> => {
  const refuse = async (...problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, 'plan', problems);
    return EXIT.error;
  };
  const read = readOptions(PlanOptions, raw);
  if (!read.ok) return refuse(...read.problems);
  const { options } = read;
  const wrong = mismatches(options);
  if (wrong.length > 0) return refuse(...wrong);
  if (options.via === undefined && words.length === 0) {
    return refuse(
      'expected ami-…, account/region/ami-… or account/region; or --via, for what waits in the service',
    );
  }
  try {
    const hand = await openHand(options, true, io, now, means);
    if (hand === null) return EXIT.error;
    try {
      if (hand.kind === 'via') return await planVia(words, options, hand, io);
      if (!words.every((word) => planId(word).ok)) return await planDirectly(words, options, hand, io);
      const plans = words.map((plan): Request => ({ kind: 'apply', plan, dryRun: true }));
      return await previewRequests(plans, options, hand, io);
    } finally {
      hand.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse(fault.message);
  }
};

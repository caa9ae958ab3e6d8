import type { Offer } from '../../app/plan-by-hand.ts';
import { Fault } from '../../model/fault.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Hand, HandIo } from '../by-hand/hand.ts';
import { imageOrPlace } from '../by-hand/subject.ts';
import { unendedOf } from '../by-hand/unended-lines.ts';
import { EXIT, worstExit, type ExitCode } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { show } from '../output/show.ts';
import { leftOver, offersTable, type SubjectOffer } from './offers.ts';
import type { PlanOptions } from './options.ts';

type Direct = Extract<Hand, { readonly kind: 'direct' }>;

/** Looks at each subject with one's own credentials, shows what may be done about it, and keeps the plans in the journal of this machine. */
export const planDirectly = async (
  words: readonly string[],
  options: PlanOptions,
  hand: Direct,
  io: HandIo,
): Promise<ExitCode> => {
  const tell = (...problems: readonly string[]): Promise<void> => complain(io, 'plan', problems);
  const offers: SubjectOffer[] = [];
  const codes: ExitCode[] = [];
  for (const word of words) {
    const meant = imageOrPlace(word, options, hand);
    if (!meant.ok) {
      await tell(meant.problem);
      return EXIT.error;
    }
    const offer = await tried(() => hand.offer(meant.ref, options.rule ?? null, !options.dryRun));
    if (offer instanceof Fault || offer.kind === 'gone') {
      await tell(
        offer instanceof Fault ? `${word}: ${offer.message}` : `AWS has no ${subjectKey(meant.ref)}`,
      );
      codes.push(EXIT.error);
      continue;
    }
    await tell(...(await unendedOf(meant.ref, hand)), ...leftOver(offer));
    offers.push({ ...offer, ref: meant.ref });
    codes.push(codeOf(offer));
  }
  if (codes.includes(EXIT.partial)) await tell(...hand.problems());
  if (offers.length === 0) return EXIT.error;
  await show(io, options.output, {
    table: (screen) => offersTable(offers, screen),
    json: () => jsonText(offers),
  });
  await print(io.stderr, summaryOf(offers, options.dryRun));
  const code = worstExit(codes);
  // Some could not be looked at; the others were.
  return code === EXIT.error ? EXIT.partial : code;
};

const tried = async <T>(work: () => Promise<T>): Promise<T | Fault> => {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
};

const codeOf = (offer: Offer & { readonly unjudged: readonly string[] }): ExitCode => {
  if (offer.kind === 'gone') return EXIT.error;
  const isPartial =
    offer.unjudged.length > 0 || offer.evaluation.verdicts.some(({ verdict }) => verdict === 'error');
  return worstExit([
    isPartial ? EXIT.partial : EXIT.clean,
    offer.plans.length > 0 ? EXIT.findings : EXIT.clean,
  ]);
};

const summaryOf = (offers: readonly SubjectOffer[], dryRun: boolean): string => {
  const count = offers.flatMap((offer) => (offer.kind === 'seen' ? offer.plans : [])).length;
  if (count === 0) return 'nothing to do\n';
  const plans = `${String(count)} ${count === 1 ? 'plan' : 'plans'}`;
  return dryRun ? `${plans}, not kept (--dry-run)\n` : `${plans}; ami-warden apply PLAN does one\n`;
};

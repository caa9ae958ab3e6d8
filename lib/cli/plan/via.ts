import { subjectKey } from '../../model/subject.ts';
import type { Request } from '../../model/request.ts';
import type { Hand, HandIo } from '../by-hand/hand.ts';
import { planId } from '../by-hand/plan-id.ts';
import { imageOrPlace } from '../by-hand/subject.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { show } from '../output/show.ts';
import type { PlanOptions } from './options.ts';
import { previewRequests } from './preview-requests.ts';
import { waitingRows, waitingTable } from './waiting.ts';

type Via = Extract<Hand, { readonly kind: 'via' }>;

/**
 * What the service would do: of the plans that are named, or of a rule for the subjects that are; without either, the plans that
 * wait for a person, of all subjects or of those named. Nothing is written anywhere.
 */
export const planVia = async (
  words: readonly string[],
  options: PlanOptions,
  hand: Via,
  io: HandIo,
): Promise<ExitCode> => {
  const refs: string[] = [];
  const requests: Request[] = [];
  for (const word of words) {
    if (planId(word).ok) {
      requests.push({ kind: 'apply', plan: word, dryRun: true });
      continue;
    }
    const meant = imageOrPlace(word, options, hand);
    if (!meant.ok) {
      await complain(io, 'plan', [meant.problem]);
      return EXIT.error;
    }
    refs.push(subjectKey(meant.ref));
    for (const rule of options.rule ?? []) {
      requests.push({ kind: 'remediate', ref: meant.ref, rule, dryRun: true });
    }
  }
  if (requests.length > 0) return previewRequests(requests, options, hand, io);
  const rows = waitingRows(await hand.subjects.waiting()).filter(
    ({ subject }) => refs.length === 0 || refs.includes(subject),
  );
  await show(io, options.output, {
    table: (screen) => waitingTable(rows, screen),
    json: () => jsonText(rows),
  });
  const count = rows.length === 1 ? '1 plan waits' : `${String(rows.length)} plans wait`;
  await print(io.stderr, `${count} for a person\n`);
  return rows.length === 0 ? EXIT.clean : EXIT.findings;
};

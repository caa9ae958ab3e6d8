import * as z from 'zod';
import { Fault } from '../../model/fault.ts';
import { duration, instant, oneOf, sentence } from '../../policy/source/schema/words.ts';
import { isOnePlace, placeOf, PlaceOptions } from '../journal/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { problemLines } from '../policy/problem-line.ts';
import { WAIVERS_FORMS } from './doc.ts';
import { type GrantsRead, readGrants } from './grants.ts';
import { waiverRows, type WaiverRow } from './row.ts';
import { waiversCsv, waiversSarif, waiversTable } from './show.ts';

const Options = z
  .object({
    output: oneOf(WAIVERS_FORMS).default('table'),
    expiring: duration.optional(),
    at: instant.optional(),
    journal: sentence.optional(),
    table: PlaceOptions.table,
    profile: PlaceOptions.profile,
  })
  .refine(({ journal, ...place }) => isOnePlace({ file: journal, ...place }), {
    path: ['table'],
    message: 'expected without --journal, and --profile with this',
  });

/**
 * `ami-warden waivers`. Answers the exit code: 0 none to worry about, 1 the policy or the journal could not be read, 2 some lapsed or
 * will within --expiring, 3 entries of the journal were not understood.
 */
export const runWaivers = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  started: Date,
): Promise<ExitCode> => {
  const refuse = async (problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, 'waivers', problems);
    return EXIT.error;
  };
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(read.problems);
  const { output, expiring, at, journal, ...place } = read.options;
  const now = at === undefined ? started : new Date(at);
  const policy = await loadPolicy(paths, io.stdin, now);
  switch (policy.kind) {
    case 'unreadable':
      return refuse(policy.problems);
    case 'refused':
      await print(io.stderr, problemLines(policy.problems, 'error'));
      return refuse(['the policy is refused: mend it first']);
    case 'good':
      break;
  }
  const soonSeconds = expiring ?? Math.max(0, ...policy.bundle.waiverWarnings);
  const isNamed = journal !== undefined || place.table !== undefined;
  let granted: GrantsRead = { rows: [], strange: 0 };
  try {
    if (isNamed) granted = await readGrants(placeOf({ file: journal, ...place }, io.env), now, soonSeconds);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse([fault.message]);
  }
  const rows = [...waiverRows(policy.waivers, now, soonSeconds), ...granted.rows];
  await show(io, output, {
    table: (screen) => (rows.length === 0 ? '' : waiversTable(rows, screen)),
    json: () => jsonText(rows),
    csv: () => waiversCsv(rows),
    sarif: () => waiversSarif(rows),
  });
  await print(io.stderr, summaryOf(rows));
  const counts = rows.some(({ state }) => state === 'lapsed' || (state === 'soon' && expiring !== undefined));
  if (granted.strange > 0) {
    await complain(io, 'waivers', [`${String(granted.strange)} entries of the journal were not understood`]);
    return EXIT.partial;
  }
  return counts ? EXIT.findings : EXIT.clean;
};

const summaryOf = (rows: readonly WaiverRow[]): string => {
  const count = (wanted: WaiverRow['state']): string =>
    String(rows.filter(({ state }) => state === wanted).length);
  if (rows.length === 0) return 'no waivers\n';
  return `${count('lapsed')} lapsed, ${count('soon')} soon, ${count('active')} active\n`;
};

import * as z from 'zod';
import { duration, instant, oneOf } from '../../policy/source/schema/words.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { problemLines } from '../policy/problem-line.ts';
import { WAIVERS_FORMS } from './doc.ts';
import { waiverRows, type WaiverRow } from './row.ts';
import { waiversCsv, waiversSarif, waiversTable } from './show.ts';

const Options = z.object({
  output: oneOf(WAIVERS_FORMS).default('table'),
  expiring: duration.optional(),
  at: instant.optional(),
});

/** `ami-warden waivers`. Answers the exit code: 0 none to worry about, 1 the policy could not be read, 2 some lapsed or will within --expiring. */
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
  const { output, expiring, at } = read.options;
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
  const rows = waiverRows(policy.waivers, now, soonSeconds);
  await show(io, output, {
    table: (screen) => (rows.length === 0 ? '' : waiversTable(rows, screen)),
    json: () => jsonText(rows),
    csv: () => waiversCsv(rows),
    sarif: () => waiversSarif(rows),
  });
  await print(io.stderr, summaryOf(rows));
  const counts = rows.some(({ state }) => state === 'lapsed' || (state === 'soon' && expiring !== undefined));
  return counts ? EXIT.findings : EXIT.clean;
};

const summaryOf = (rows: readonly WaiverRow[]): string => {
  const count = (wanted: WaiverRow['state']): string =>
    String(rows.filter(({ state }) => state === wanted).length);
  if (rows.length === 0) return 'no waivers\n';
  return `${count('lapsed')} lapsed, ${count('soon')} soon, ${count('active')} active\n`;
};

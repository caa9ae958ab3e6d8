import * as z from 'zod';
import { instant, oneOf } from '../../../policy/source/schema/words.ts';
import { csvText } from '../../output/csv.ts';
import { EXIT, type ExitCode } from '../../output/exit-code.ts';
import { complain, print, type Io } from '../../output/io.ts';
import { jsonText } from '../../output/json.ts';
import { readOptions } from '../../output/read-options.ts';
import { show } from '../../output/show.ts';
import { loadPolicy } from '../load-policy.ts';
import { placeProblems, problemLines, type PlacedProblem } from '../problem-line.ts';
import { VALIDATE_FORMS } from './doc.ts';
import { goodSentence, hintOfFurther, rulesTable } from './report.ts';
import { sarifOf } from './sarif.ts';

const Options = z.object({ output: oneOf(VALIDATE_FORMS).default('table'), at: instant.optional() });

/** `ami-warden policy validate`. Answers the exit code: 0 good, 1 bad or unreadable. */
export const runValidate = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, 'policy validate', read.problems);
    return EXIT.error;
  }
  const { output, at } = read.options;
  const policy = await loadPolicy(paths, io.stdin, at === undefined ? now : new Date(at));
  if (policy.kind === 'unreadable') {
    await complain(io, 'policy validate', policy.problems);
    return EXIT.error;
  }
  const names = policy.files.map(({ name }) => name);
  const problems = policy.kind === 'refused' ? policy.problems : [];
  const warnings = policy.kind === 'good' ? policy.warnings : [];
  const placed = {
    problems: policy.kind === 'refused' ? placeProblems(problems, policy.placed) : [],
    warnings: policy.kind === 'good' ? placeProblems(warnings, policy.placedWarnings) : [],
  };
  await print(io.stderr, problemLines(problems, 'error') + problemLines(warnings, 'warning'));
  await print(
    io.stderr,
    policy.kind === 'good'
      ? goodSentence(policy)
      : hintOfFurther(placed.problems, names.slice(0, paths.length)),
  );
  await show(io, output, {
    table: (screen) => (policy.kind === 'good' ? rulesTable(policy.bundle, screen) : ''),
    json: () => {
      const hash = policy.kind === 'good' ? policy.bundle.hash : null;
      return jsonText({ ok: policy.kind === 'good', files: names, hash, ...placed });
    },
    sarif: () => sarifOf(placed, names),
    csv: () =>
      csvText(
        ['file', 'line', 'column', 'level', 'message'],
        [...rowsOf(placed.problems, 'error'), ...rowsOf(placed.warnings, 'warning')],
      ),
  });
  return policy.kind === 'good' ? EXIT.clean : EXIT.error;
};

const rowsOf = (problems: readonly PlacedProblem[], level: 'error' | 'warning') =>
  problems.map(({ file, line, column, message }) => [file, line, column, level, message]);

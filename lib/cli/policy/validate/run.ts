import * as z from 'zod';
import { instant, oneOf } from '../../../policy/source/schema/words.ts';
import { complain, hasColour, print, type Io } from '../../output/io.ts';
import { readOptions } from '../../output/read-options.ts';
import { loadPolicy } from '../load-policy.ts';
import { placeProblem, problemLines } from '../problem-line.ts';
import { goodSentence, hintOfFurther, rulesTable } from './report.ts';
import { sarifOf } from './sarif.ts';

const Options = z.object({
  output: oneOf(['table', 'json', 'sarif']).default('table'),
  at: instant.optional(),
});

/** `ami-warden policy validate`. Answers the exit code: 0 good, 1 bad or unreadable. */
export const runValidate = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  now: Date,
): Promise<number> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, 'policy validate', read.problems);
    return 1;
  }
  const { output, at } = read.options;
  const policy = await loadPolicy(paths, io.stdin, at === undefined ? now : new Date(at));
  if (policy.kind === 'unreadable') {
    await complain(io, 'policy validate', policy.problems);
    return 1;
  }
  const names = policy.files.map(({ name }) => name);
  const problems = policy.kind === 'refused' ? policy.problems : [];
  const warnings = policy.kind === 'good' ? policy.warnings : [];
  const placed = {
    problems: problems.map((problem) => placeProblem(problem, names)),
    warnings: warnings.map((warning) => placeProblem(warning, names)),
  };
  await print(io.stderr, problemLines(problems, 'error') + problemLines(warnings, 'warning'));
  await print(
    io.stderr,
    policy.kind === 'good' ? goodSentence(policy) : hintOfFurther(placed.problems, names),
  );
  switch (output) {
    case 'table':
      if (policy.kind === 'good')
        await print(io.stdout, rulesTable(policy.bundle, hasColour(io.stdout, io.env)));
      break;
    case 'json': {
      const hash = policy.kind === 'good' ? policy.bundle.hash : null;
      const answer = { ok: policy.kind === 'good', files: names, hash, ...placed };
      await print(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
      break;
    }
    case 'sarif':
      await print(io.stdout, `${JSON.stringify(sarifOf(placed, names), null, 2)}\n`);
      break;
  }
  return policy.kind === 'good' ? 0 : 1;
};

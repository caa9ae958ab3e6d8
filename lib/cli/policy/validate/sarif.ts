import { sarifText, type SarifResult, type SarifRule } from '../../output/sarif.ts';
import type { PlacedProblem } from '../problem-line.ts';

const MISTAKE: SarifRule = {
  id: 'policy-mistake',
  text: 'The policy is refused for this.',
  level: 'error',
};
const WARNING: SarifRule = {
  id: 'policy-warning',
  text: 'The policy is taken, and may not do what it seems to.',
  level: 'warning',
};

/** Mistakes and warnings as a SARIF log. One without a place gets the policy's first line. */
export const sarifOf = (
  found: { readonly problems: readonly PlacedProblem[]; readonly warnings: readonly PlacedProblem[] },
  files: readonly string[],
): string => {
  const results = (problems: readonly PlacedProblem[], { id }: SarifRule): readonly SarifResult[] =>
    problems.map(({ file, line, column, message }) => ({
      rule: id,
      message,
      place: { file: file ?? files[0] ?? 'stdin', line, column },
    }));
  return sarifText(
    'policy validate',
    [MISTAKE, WARNING],
    [...results(found.problems, MISTAKE), ...results(found.warnings, WARNING)],
  );
};

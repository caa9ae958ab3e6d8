import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlacedProblem } from '../problem-line.ts';

const RULES = [
  {
    id: 'policy-mistake',
    shortDescription: { text: 'The policy is refused for this.' },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'policy-warning',
    shortDescription: { text: 'The policy is taken, and may not do what it seems to.' },
    defaultConfiguration: { level: 'warning' },
  },
] as const;

/** Mistakes and warnings as a SARIF 2.1.0 log. A problem without a place gets the policy's first line. */
export const sarifOf = (
  found: { readonly problems: readonly PlacedProblem[]; readonly warnings: readonly PlacedProblem[] },
  files: readonly string[],
): object => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'ami-warden policy validate', rules: RULES } },
      columnKind: 'utf16CodeUnits',
      results: [
        ...found.problems.map((problem) => resultOf(problem, 0, files)),
        ...found.warnings.map((problem) => resultOf(problem, 1, files)),
      ],
    },
  ],
});

const resultOf = (
  { file, line, column, message }: PlacedProblem,
  ruleIndex: 0 | 1,
  files: readonly string[],
): object => ({
  ruleId: RULES[ruleIndex].id,
  ruleIndex,
  level: RULES[ruleIndex].defaultConfiguration.level,
  message: { text: message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file ?? files[0] ?? 'stdin') },
        region: { startLine: line ?? 1, startColumn: column ?? 1 },
      },
    },
  ],
});

const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : file.split(sep).map(encodeURIComponent).join('/');

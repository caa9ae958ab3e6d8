import type { CommandDoc } from './doc.ts';

/** What --help shows below the arguments and flags. */
export const helpAfter = ({ notes, exits, examples }: CommandDoc): string =>
  [
    ...(notes === undefined ? [] : ['', notes]),
    '',
    'Exit codes:',
    ...exits.map(({ code, text }) => `  ${String(code)}  ${text}`),
    '',
    'Examples:',
    ...examples.map((example) => `  $ ${example}`),
  ].join('\n');

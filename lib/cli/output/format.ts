import type { OptionDoc } from '../command/doc.ts';

/** The forms that commands know; each command says which of them it has. */
export type Format = 'table' | 'json' | 'jsonl' | 'sarif' | 'junit' | 'csv' | 'markdown';

/** The flag `--output` of a command that has these forms, the first being what it does without the flag. */
export const outputOption = (forms: readonly [Format, ...Format[]]): OptionDoc => ({
  flags: '--output <form>',
  text: 'what stdout shows',
  choices: forms,
  fallback: forms[0],
});

/** What a word of the command line stands for, as far as a shell can complete it. */
export type Takes = 'file' | 'folder' | 'rule' | 'shell';

/** An argument; `name` as commander writes it: `<file...>`, `[id]`. */
export interface ArgumentDoc {
  readonly name: string;
  readonly text: string;
  readonly takes?: Takes;
}

/** A flag; `flags` as commander writes it: `--output <form>`. `fallback` is what holds without it. */
export interface OptionDoc {
  readonly flags: string;
  readonly text: string;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  readonly takes?: Takes;
}

/** When a command ends with a code: the rest of a sentence. */
interface ExitDoc {
  readonly code: number;
  readonly text: string;
}

/** All that is told of a command, by --help, the reference and the shells. */
export interface CommandDoc {
  /** The words that call it, behind `ami-warden`. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly arguments?: readonly ArgumentDoc[];
  readonly options?: readonly OptionDoc[];
  /** Whatever else there is to know; lines as they stand. */
  readonly notes?: string;
  readonly exits: readonly ExitDoc[];
  /** Lines of a shell, without the prompt. */
  readonly examples: readonly string[];
}

/** A group of commands, which does nothing by itself. */
export interface GroupDoc {
  readonly path: readonly string[];
  readonly summary: string;
  readonly description: string;
}

/** The text of a flag with its choices and what holds without it. */
export const optionText = ({ text, choices, fallback }: OptionDoc): string => {
  const listed = choices === undefined ? '' : `: ${enumerated(choices)}`;
  return `${text}${listed}${fallback === undefined ? '' : ` (default: ${fallback})`}`;
};

const enumerated = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1] ?? ''}`;

import type { CommandDoc, GroupDoc, OptionDoc, Takes } from '../command/doc.ts';
import { SHELLS } from './doc.ts';

/** What can stand in a place of the command line. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'free' };

/** A flag: `values` is null when none follows it. */
interface FlagNode {
  readonly flag: string;
  readonly text: string;
  readonly values: Values | null;
}

/** A place in the tree of commands: what can be written behind these words. The root's path is empty. */
export interface CommandNode {
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly text: string }[];
  readonly flags: readonly FlagNode[];
  readonly values: Values;
}

const HELP: FlagNode = { flag: '--help', text: 'show what there is to know', values: null };
const VERSION: FlagNode = { flag: '--version', text: 'print the version', values: null };
const FREE: Values = { kind: 'free' };

/** The tree of commands as shells need it, the root first. */
export const commandNodes = (
  groups: readonly GroupDoc[],
  commands: readonly CommandDoc[],
  ruleIds: readonly string[],
): readonly CommandNode[] => {
  const valuesOf = (takes: Takes | undefined): Values => {
    switch (takes) {
      case undefined:
        return FREE;
      case 'file':
      case 'folder':
        return { kind: 'files' };
      case 'rule':
        return { kind: 'words', words: ruleIds };
      case 'shell':
        return { kind: 'words', words: SHELLS };
    }
  };
  const flagOf = ({ flags, text, choices, takes }: OptionDoc): FlagNode => {
    const values = choices === undefined ? valuesOf(takes) : { kind: 'words' as const, words: choices };
    return {
      flag: /--[\w-]+/.exec(flags)?.[0] ?? flags,
      text,
      values: /[<[]/.test(flags) ? values : null,
    };
  };
  const below = (path: string) =>
    [...groups, ...commands]
      .filter((doc) => doc.path.slice(0, -1).join(' ') === path)
      .map((doc) => ({ name: doc.path[doc.path.length - 1] ?? '', text: doc.summary }));
  const branches = ['', ...groups.map(({ path }) => path.join(' '))];
  return [
    ...branches.map((path) => ({
      path,
      commands: below(path),
      flags: path === '' ? [VERSION, HELP] : [HELP],
      values: FREE,
    })),
    ...commands.map((doc) => ({
      path: doc.path.join(' '),
      commands: below(doc.path.join(' ')),
      flags: [...(doc.options ?? []).map(flagOf), HELP],
      values: valuesOf(doc.arguments?.[0]?.takes),
    })),
  ];
};

/** Every step from one place of the tree to the next: the words so far, a blank, the next word. */
export const stepsOf = (nodes: readonly CommandNode[]): readonly string[] =>
  nodes.flatMap(({ path, commands }) => commands.map(({ name }) => `${path} ${name}`));

/** A text as one word of a shell that knows single quotes as POSIX does. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

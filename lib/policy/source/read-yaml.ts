import { LineCounter, parseDocument, type Document } from 'yaml';
import type { SourcePosition } from '../../model/policy.ts';
import { locateTree, TreeError } from './locate-tree.ts';
import type { Located, Problem, SourceFile } from './source-file.ts';

// An organisation of 10,000 accounts fits several times over.
const MOST_CHARACTERS = 1_000_000;
const MOST_PROBLEMS = 50;

const MOST_VALUES = 200_000;

/** A file as read; `values` is how many there are in it. */
export interface ReadFile {
  readonly root: Located | null;
  readonly problems: readonly Problem[];
  readonly values: number;
}

/**
 * Reads one YAML 1.2 document. `root` is null when there is none to go on with; beside a root, `problems` tells keys that were
 * left out. Time and memory are bounded, whatever the text holds; `most` is a bound on the values below the one that every file has.
 */
export const readYaml = (file: SourceFile, most = Infinity): ReadFile => {
  const refuse = (message: string, at: SourcePosition = { file: file.name, line: 1, column: 1 }) => ({
    root: null,
    problems: [{ at, message }],
    values: 0,
  });
  if (file.text.length > MOST_CHARACTERS) {
    return refuse(`the file is too large: expected at most ${String(MOST_CHARACTERS)} characters`);
  }
  const strange = strangeCharacter(file);
  if (strange !== null) return refuse(strange.message, strange.at);
  const deep = deepest(file);
  if (deep !== null) return refuse(deep.message, deep.at);

  const lines = new LineCounter();
  const position = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file: file.name, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(file.text, {
      lineCounter: lines,
      prettyErrors: false,
      // Duplicates are found while locating: the library compares each key with every other.
      uniqueKeys: false,
      // With `silent` a second document would be dropped without a word.
      logLevel: 'error',
    });
    const problems = syntaxProblems(document).map(({ offset, message }) => ({
      at: position(offset),
      message,
    }));
    return problems.length > 0
      ? { root: null, problems, values: 0 }
      : locateTree(document, position, Math.min(most, MOST_VALUES));
  } catch (error) {
    if (error instanceof TreeError) return refuse(error.message, position(error.offset));
    if (error instanceof RangeError) return refuse('the file is nested too deeply to be read');
    throw error;
  }
};

const syntaxProblems = (
  document: Document,
): readonly { readonly offset: number; readonly message: string }[] => {
  const found = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message: OWN_WORDS.find(([pattern]) => message.includes(pattern))?.[1] ?? `YAML: ${message}`,
  }));
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    found.push({ offset: 0, message: `%YAML ${document.directives.yaml.version}: expected YAML 1.2` });
  }
  return found.slice(0, MOST_PROBLEMS);
};

// Where the library speaks to programmers.
const OWN_WORDS: readonly (readonly [string, string])[] = [
  ['multiple documents', 'YAML: a second document begins here: expected one'],
  ['call stack', 'YAML: nested too deeply'],
];

// A byte order mark in front says what the encoding is, and is no part of the text.
const STRANGE =
  /[\u0000\ufffd]|((?<!^)\ufeff|[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\u202a-\u202e\u2066-\u2069])/;

/**
 * The first character that no policy has: of bytes that are not UTF-8, or one that is not seen and changes the order in which
 * the rest is, so that a reviewer reads another policy than we do.
 */
const strangeCharacter = ({ name, text }: SourceFile): Problem | null => {
  const found = STRANGE.exec(text);
  if (found === null) return null;
  const before = text.slice(0, found.index);
  const line = before.split('\n').length;
  const at = { file: name, line, column: found.index - before.lastIndexOf('\n') };
  const hidden = found[1];
  if (hidden === undefined) return { at, message: 'this is not UTF-8 text: expected YAML 1.2 in UTF-8' };
  const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { at, message: `the character U+${code} is not seen: expected text that reads as it stands` };
};

const DEEPEST = 60;

/**
 * The first place where brackets, or list dashes on one line, nest deeper than in any policy: the library calls itself for
 * each, so they are counted before it sees them. Brackets in quotes count as well; no policy has sixty open ones.
 */
const deepest = ({ name, text }: SourceFile): Problem | null => {
  let brackets = 0;
  for (const [index, line] of text.split('\n').entries()) {
    let markers = 0;
    for (let column = 0; column < line.length; column++) {
      const character = line[column] ?? '';
      if ('[{'.includes(character)) brackets++;
      if (']}'.includes(character) && brackets > 0) brackets--;
      if ('-?'.includes(character) && line[column + 1] === ' ') markers++;
      if (brackets > DEEPEST || markers > 4 * DEEPEST) {
        const at = { file: name, line: index + 1, column: column + 1 };
        return { at, message: `nested too deeply: expected at most ${String(DEEPEST)} levels` };
      }
    }
  }
  return null;
};

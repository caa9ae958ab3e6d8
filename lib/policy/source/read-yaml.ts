import { LineCounter, parseDocument, type Document } from 'yaml';
import type { SourcePosition } from '../../model/policy.ts';
import { locateTree, TreeError } from './locate-tree.ts';
import type { Located, Problem, SourceFile } from './source-file.ts';

// An organisation of 10,000 accounts fits several times over.
const MOST_CHARACTERS = 1_000_000;
const MOST_PROBLEMS = 50;

/**
 * Reads one YAML 1.2 document. `root` is null when there is none to go on with; beside a root, `problems` tells keys that were
 * left out. Time and memory are bounded, whatever the text holds.
 */
export const readYaml = (
  file: SourceFile,
): { readonly root: Located | null; readonly problems: readonly Problem[] } => {
  const refuse = (message: string, at: SourcePosition = { file: file.name, line: 1, column: 1 }) => ({
    root: null,
    problems: [{ at, message }],
  });
  if (file.text.length > MOST_CHARACTERS) {
    return refuse(`the file is too large: expected at most ${String(MOST_CHARACTERS)} characters`);
  }
  if (/[\u0000\ufffd]/u.test(file.text)) return refuse('this is not UTF-8 text: expected YAML 1.2 in UTF-8');
  const deep = deepest(file);
  if (deep !== null) return { root: null, problems: [deep] };

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
    return problems.length > 0 ? { root: null, problems } : locateTree(document, position);
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

import type { SourcePosition } from '../../model/policy.ts';

/** One text of a policy; `name` is what problems call it. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A mistake, or a warning, and where it stands. `message` says what is there and what was expected. */
export interface Problem {
  readonly at: SourcePosition;
  readonly message: string;
}

/** A value as written, with where it and its parts stand. */
export interface Located {
  readonly at: SourcePosition;
  /** Where the key stands that names it; where it stands itself in a list. */
  readonly keyAt: SourcePosition;
  /** A plain copy: scalars, lists, and objects whose members are all their own. */
  readonly value: unknown;
  /** A scalar's text as it stands in the file; null for the rest. */
  readonly written: string | null;
  readonly parts: ReadonlyMap<string, Located>;
}

export type Path = readonly (string | number)[];

/** What stands at a path; null when nothing does. */
export const locate = (root: Located, path: Path): Located | null => {
  let found: Located | undefined = root;
  for (const step of path) {
    found = found.parts.get(String(step));
    if (found === undefined) return null;
  }
  return found;
};

/** The position of the nearest thing that does stand on the way to a path. */
export const nearest = (root: Located, path: Path): SourcePosition => {
  for (let length = path.length; length > 0; length--) {
    const found = locate(root, path.slice(0, length));
    if (found !== null) return length === path.length ? found.at : found.keyAt;
  }
  return root.at;
};

/** `file:line:column`. */
export const placeText = ({ file, line, column }: SourcePosition): string =>
  `${file}:${String(line)}:${String(column)}`;

const MOST_LINES = 200;

/** The problems by place, each once, and at most 200; `more` counts the rest. */
export const sortProblems = (
  problems: readonly Problem[],
  files: readonly string[],
): { readonly problems: readonly Problem[]; readonly more: number } => {
  const order = new Map(files.map((name, index) => [name, index]));
  const place = ({ at }: Problem): readonly number[] => [order.get(at.file) ?? 0, at.line, at.column];
  const inOrder = problems.toSorted((a, b) => {
    const [first, second] = [place(a), place(b)];
    const difference = first.map((part, index) => part - (second[index] ?? 0)).find((part) => part !== 0);
    return difference ?? (a.message < b.message ? -1 : 1);
  });
  const sorted = [...new Map(inOrder.map((problem) => [problemLine(problem), problem])).values()];
  return { problems: sorted.slice(0, MOST_LINES), more: Math.max(0, sorted.length - MOST_LINES) };
};

/** `file:line:column: message`. */
const problemLine = ({ at, message }: Problem): string => `${placeText(at)}: ${message}`;

/** `file:line:column: message` of each, by place. */
export const listProblems = (
  problems: readonly Problem[],
  files: readonly SourceFile[],
): readonly string[] => {
  const sorted = sortProblems(
    problems,
    files.map(({ name }) => name),
  );
  return problemLines(sorted);
};

/** The lines of sorted problems, and a last one that counts the rest. */
export const problemLines = ({ problems, more }: ReturnType<typeof sortProblems>): readonly string[] => {
  const lines = problems.map(problemLine);
  return more === 0 ? lines : [...lines, `and ${String(more)} more`];
};

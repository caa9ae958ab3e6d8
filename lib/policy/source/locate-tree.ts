import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type Scalar } from 'yaml';
import type { SourcePosition } from '../../model/policy.ts';
import type { Located, Problem } from './source-file.ts';

/** The tree is larger or deeper than any policy; `offset` counts the text's characters. */
export class TreeError extends Error {
  override readonly name = 'TreeError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const DEEPEST = 60;

type Position = (offset: number) => SourcePosition;

/**
 * Turns a parsed document into plain values with their places, doubled and unusable keys left out and told; `values` counts them.
 * Aliases repeat what they name: `most` bounds what they amount to. Throws `TreeError`.
 */
export const locateTree = (
  document: Document,
  position: Position,
  most: number,
): { readonly root: Located; readonly problems: readonly Problem[]; readonly values: number } => {
  const walk = new Walk(document, position, most);
  const root = walk.locate(document.contents, 0, null, 0);
  return { root, problems: walk.problems, values: walk.values };
};

class Walk {
  readonly problems: Problem[] = [];
  readonly #document: Document;
  readonly #position: Position;
  readonly #most: number;
  values = 0;

  constructor(document: Document, position: Position, most: number) {
    this.#most = most;
    this.#document = document;
    this.#position = position;
  }

  locate(node: unknown, offset: number, keyAt: SourcePosition | null, depth: number): Located {
    const start = offsetOf(node) ?? offset;
    if (depth > DEEPEST)
      throw new TreeError(`nested too deeply: expected at most ${String(DEEPEST)} levels`, start);
    if (++this.values > this.#most) {
      throw new TreeError(`too large: expected at most ${String(this.#most)} values, aliases counted`, start);
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined) throw new TreeError(`*${node.source} names nothing`, start);
      return this.locate(target, start, keyAt, depth + 1);
    }
    const at = this.#position(start);
    const common = { at, keyAt: keyAt ?? at };
    if (isMap(node)) return { ...common, ...this.#map(node.items, start, depth) };
    if (isSeq(node)) {
      const parts = node.items.map((item) => this.locate(item, start, null, depth + 1));
      return {
        ...common,
        value: parts.map(({ value }) => value),
        written: null,
        parts: new Map(parts.map((part, index) => [String(index), part])),
      };
    }
    const value = isScalar(node) ? node.value : null;
    return { ...common, value, written: isScalar(node) ? asWritten(node) : null, parts: new Map() };
  }

  #map(pairs: readonly Pair[], offset: number, depth: number): Pick<Located, 'value' | 'written' | 'parts'> {
    const parts = new Map<string, Located>();
    for (const { key, value } of pairs) {
      const keyOffset = offsetOf(key) ?? offset;
      const keyAt = this.#position(keyOffset);
      const name = isScalar(key) ? keyName(key.value, key.source) : null;
      if (name === null) this.problems.push({ at: keyAt, message: 'this cannot be a name: expected text' });
      else if (name === '__proto__')
        this.problems.push({ at: keyAt, message: '`__proto__` cannot be a name' });
      else if (name === '<<')
        this.problems.push({
          at: keyAt,
          message: '`<<` merges nothing in YAML 1.2: expected the members themselves',
        });
      else if (parts.has(name))
        this.problems.push({ at: keyAt, message: `\`${name}\` stands twice here: expected once` });
      else parts.set(name, this.locate(value, keyOffset, keyAt, depth + 1));
    }
    const entries = [...parts].map(([name, part]) => [name, part.value] as const);
    return { value: Object.fromEntries(entries), written: null, parts };
  }
}

const offsetOf = (node: unknown): number | null => (node as Node | null | undefined)?.range?.[0] ?? null;

/** The scalar as it stands in the file, quotes and all; null for one of several lines, or with something escaped in it. */
const asWritten = ({ source, range, type }: Scalar): string | null => {
  if (source === undefined || range === null || range === undefined) return null;
  const length = range[1] - range[0];
  if (type === 'PLAIN') return length === source.length ? source : null;
  const quote = type === 'QUOTE_SINGLE' ? "'" : type === 'QUOTE_DOUBLE' ? '"' : null;
  return quote !== null && length === source.length + 2 ? `${quote}${source}${quote}` : null;
};

/** A key of digits keeps its zeros. */
const keyName = (value: unknown, written: string | undefined): string | null => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && written !== undefined ? written : null;
};

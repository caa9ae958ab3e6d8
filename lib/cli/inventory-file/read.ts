import { subjectKey } from '../../model/subject.ts';
import { textOf, type Bytes } from '../parse/source.ts';
import { linesOf } from './lines.ts';
import { Seen } from './seen.ts';
import { readLine, type InventoryLine } from './read-line.ts';

/** What an inventory holds, in its order; `line` counts from 1. */
export type InventoryEntry = InventoryLine & { readonly line: number };

/**
 * Reads an inventory, plain or gzipped, a piece at a time: the file may be larger than the memory. A line that cannot be used is
 * an entry as well, of kind `bad`. Rejects with Node's error when the file cannot be read to its end.
 */
export async function* readInventory(file: string, stdin: Bytes): AsyncGenerator<readonly InventoryEntry[]> {
  const seen = new Seen();
  let isFirst = true;
  for await (const lines of linesOf(textOf(file, stdin))) {
    for (let from = 0; from < lines.length; from += AT_ONCE) {
      yield lines.slice(from, from + AT_ONCE).map(({ number, text }): InventoryEntry => {
        const entry = text === null ? TOO_LONG : readLine(text);
        const problem = misplaced(entry, isFirst, seen);
        isFirst = false;
        return problem === null ? { ...entry, line: number } : { kind: 'bad', reason: problem, line: number };
      });
    }
  }
}

// What is read at once lives at once; few enough to be gone before the next are read.
const AT_ONCE = 16;

const TOO_LONG: InventoryLine = { kind: 'bad', reason: 'more characters than any subject has' };

/** Why an entry cannot stand where it does. */
const misplaced = (entry: InventoryLine, isFirst: boolean, seen: Seen): string | null => {
  if (entry.kind === 'organization')
    return isFirst ? null : 'organization: expected on the first line, before what is judged by it';
  if (entry.kind === 'bad') return null;
  const key = subjectKey(entry.state.ref);
  return seen.add(key) ? null : `${key} stands on a line before this one already: expected once`;
};

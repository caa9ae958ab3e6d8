import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { EntryFilter, JournalPages, UnreadableEntry } from '../../../ports/journal-pages.ts';

/** What a part holds. */
export interface WrittenPart {
  readonly entries: number;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * Writes entries as gzipped JSON lines into a new file, for its owner alone, page by page. What cannot be understood is a line
 * `{"unreadable": …}` that holds it as it stands, so that nothing is lost. Rejects with an AbortError on the signal.
 */
export const writePart = async (
  path: string,
  pages: JournalPages,
  filter: EntryFilter,
  tell: (entries: readonly UnreadableEntry[]) => Promise<void>,
  signal: AbortSignal,
): Promise<WrittenPart> => {
  let part: WrittenPart = { entries: 0, first: null, last: null };
  const lines = async function* (): AsyncGenerator<string> {
    let cursor: string | null = null;
    do {
      const page = await pages.read(filter, cursor);
      for (const entry of page.entries) {
        part = {
          entries: part.entries + 1,
          first: part.first === null || entry.at < part.first ? entry.at : part.first,
          last: part.last === null || entry.at > part.last ? entry.at : part.last,
        };
        yield `${JSON.stringify(entry)}\n`;
      }
      for (const unreadable of page.unreadable) yield `${JSON.stringify({ unreadable })}\n`;
      await tell(page.unreadable);
      cursor = page.next;
    } while (cursor !== null);
  };
  await pipeline(
    Readable.from(lines()),
    createGzip(),
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
    { signal },
  );
  return part;
};

import type { UnreadableEntry } from '../../ports/journal-pages.ts';
import { complain, type Io } from '../output/io.ts';

const NAMED = 10;

/** Counts entries that could not be understood, and names the first ten on stderr as they come. */
export const unreadables = (
  io: Io,
  command: string,
): {
  readonly tell: (entries: readonly UnreadableEntry[]) => Promise<void>;
  readonly count: () => number;
} => {
  let count = 0;
  return {
    tell: async (entries) => {
      const named = entries.slice(0, Math.max(0, NAMED - count));
      count += entries.length;
      await complain(
        io,
        command,
        named.map(({ reason }) => reason),
      );
    },
    count: () => count,
  };
};

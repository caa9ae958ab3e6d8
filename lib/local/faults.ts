import { Fault } from '../model/fault.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html) that somebody can do something about. */
const CODES: ReadonlyMap<number, string> = new Map([
  [5, 'Busy'],
  [6, 'Busy'],
  [8, 'ReadOnly'],
  [10, 'InputOutput'],
  [11, 'Unreadable'],
  [13, 'Full'],
  [14, 'CannotOpen'],
  [26, 'NotAJournal'],
]);

const primaryCode = (error: Error): number | null =>
  // An extended code has the primary one in its low byte.
  'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;

/** What SQLite threw as a `Fault` that names the file; anything else is a mistake of ours and stays as it is. */
export const toFault = (operation: string, path: string, error: unknown): unknown => {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const primary = primaryCode(error);
  if (primary === null) return error;
  const code = CODES.get(primary) ?? `Sqlite${String(primary)}`;
  return new Fault(operation, code, `${path}: ${error.message}`, {
    retryable: code === 'Busy',
    cause: error,
  });
};

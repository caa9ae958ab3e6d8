import { parseEvent } from '../../events/parse.ts';
import type { ParsedEvent } from '../../model/change.ts';
import type { Piece } from './split.ts';

/** What a piece of the input means; a piece that is not JSON is malformed. */
export const eventOf = (piece: Piece): ParsedEvent => {
  if (piece.kind === 'broken') return notJson(piece.reason);
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch (error) {
    return notJson(`not JSON: ${messageOf(error)}`);
  }
  return parseEvent(value);
};

const notJson = (reason: string): ParsedEvent => ({
  kind: 'malformed',
  event: null,
  account: null,
  region: null,
  reason,
});

/** Node's code of a failed read, such as `ENOENT`; null for other errors. */
const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Why a file could not be read to its end, for people; `records` is how many were printed before. */
export const whyUnreadable = (error: unknown, records: number): string => {
  const before = `${String(records)} ${records === 1 ? 'record was' : 'records were'} read before that`;
  switch (codeOf(error) ?? '') {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'is a directory; name the files in it';
    case 'EACCES':
      return 'may not be read (permission denied)';
    case 'Z_BUF_ERROR':
      return `the gzip data is cut off; ${before}`;
    case 'Z_DATA_ERROR':
      return `the gzip data is damaged; ${before}`;
    default:
      return messageOf(error);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

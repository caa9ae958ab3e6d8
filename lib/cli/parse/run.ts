import { parseEvent } from '../../events/parse.ts';
import type { ParsedEvent } from '../../model/change.ts';
import { lineOf } from './line.ts';
import { type Bytes, textOf } from './source.ts';
import { type Piece, RecordSplitter } from './split.ts';

/** The three streams of a command; `process` is one. */
export interface ParseStreams {
  readonly stdin: Bytes;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Prints one line a record. Answers the exit code: 1 when a file could not be read, 2 when a record was malformed, else 0. */
export const runParse = async (
  { files }: { readonly files: readonly string[] },
  { stdin, stdout, stderr }: ParseStreams,
): Promise<number> => {
  // Without a listener an error of stdout would end the process; it is dealt with where the write is awaited.
  stdout.on('error', () => undefined);
  let isUnreadable = false;
  let isMalformed = false;
  for (const file of files) {
    let records = 0;
    const print = async (pieces: readonly Piece[]): Promise<void> => {
      const lines = pieces.map((piece) => {
        records += 1;
        const event = eventOf(piece);
        if (event.kind === 'malformed') {
          isMalformed = true;
          stderr.write(
            `ami-warden parse: ${nameOf(file)}: record ${String(records)} is malformed: ${event.reason}\n`,
          );
        }
        return lineOf(event);
      });
      if (lines.length > 0) await write(stdout, lines.join(''));
    };
    try {
      const splitter = new RecordSplitter();
      for await (const text of textOf(file, stdin)) await print(splitter.push(text));
      await print(splitter.end());
    } catch (error) {
      // The reader of our output went away (`| head`): there is nobody left to tell.
      if (codeOf(error) === 'EPIPE') break;
      isUnreadable = true;
      stderr.write(`ami-warden parse: ${nameOf(file)}: ${whyUnreadable(error, records)}\n`);
    }
  }
  if (isUnreadable) return 1;
  return isMalformed ? 2 : 0;
};

const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

const eventOf = (piece: Piece): ParsedEvent => {
  if (piece.kind === 'broken') return notJson(piece.reason);
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch (error) {
    return notJson(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
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

const write = (stream: NodeJS.WritableStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

const whyUnreadable = (error: unknown, records: number): string => {
  const before = `${String(records)} ${records === 1 ? 'record' : 'records'} before that`;
  switch (codeOf(error)) {
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
      return error instanceof Error ? error.message : String(error);
  }
};

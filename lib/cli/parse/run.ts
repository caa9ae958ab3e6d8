import { EXIT, worstExit, type ExitCode } from '../output/exit-code.ts';
import { isClosedPipe } from '../output/io.ts';
import { lineOf } from './line.ts';
import { eventOf, whyUnreadable } from './report.ts';
import { type Bytes, textOf } from './source.ts';
import { type Piece, RecordSplitter } from './split.ts';

/** The three streams of a command; `process` is one. */
export interface ParseStreams {
  readonly stdin: Bytes;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Prints one line a record. Answers the exit code: 1 when nothing could be read or the output not be written, 2 when a record was
 * malformed, 3 when a part could not be read, else 0.
 */
export const runParse = async (
  { files }: { readonly files: readonly string[] },
  streams: ParseStreams,
): Promise<ExitCode> => {
  // Without a listener an error of stdout would end the process; it is dealt with where the write is awaited.
  streams.stdout.on('error', () => undefined);
  const ends: FileEnd[] = [];
  for (const file of files) {
    const end = await parseFile(file, streams);
    ends.push(end);
    if (end === 'unread' || end === 'unwritable') break;
  }
  if (ends.every((end) => end === 'unreadable')) return EXIT.error;
  return worstExit(ends.map((end) => EXITS[end]));
};

/**
 * `cut`: some records were read before reading failed. `unread`: whoever read our output went away (`| head`), and nobody is left
 * to tell. `unwritable`: the output could not be written for another reason.
 */
type FileEnd = 'understood' | 'malformed' | 'unreadable' | 'cut' | 'unread' | 'unwritable';

const EXITS: Readonly<Record<FileEnd, ExitCode>> = {
  understood: EXIT.clean,
  malformed: EXIT.findings,
  unreadable: EXIT.partial,
  cut: EXIT.partial,
  unread: EXIT.clean,
  unwritable: EXIT.error,
};

const parseFile = async (file: string, { stdin, stdout, stderr }: ParseStreams): Promise<FileEnd> => {
  const name = file === '-' ? 'stdin' : file;
  const complain = (text: string): void => {
    // Names and contents are other people's: no control character of theirs may reach a terminal.
    stderr.write(`${`ami-warden parse: ${name}: ${text}`.replace(/\p{Cc}/gu, '?')}\n`);
  };
  const count = { records: 0, malformed: 0 };
  const print = async (pieces: readonly Piece[]): Promise<void> => {
    let lines = '';
    for (const event of pieces.map(eventOf)) {
      count.records += 1;
      lines += lineOf(event);
      if (event.kind !== 'malformed') continue;
      count.malformed += 1;
      complain(`record ${String(count.records)} is malformed: ${event.reason}`);
    }
    if (lines !== '') await write(stdout, lines);
  };
  try {
    const splitter = new RecordSplitter();
    for await (const text of textOf(file, stdin)) await print(splitter.push(text));
    await print(splitter.end());
  } catch (error) {
    if (error instanceof WriteError) {
      if (isClosedPipe(error.cause)) return 'unread';
      complain(error.message);
      return 'unwritable';
    }
    complain(whyUnreadable(error, count.records));
    return count.records === 0 ? 'unreadable' : 'cut';
  }
  return count.malformed === 0 ? 'understood' : 'malformed';
};

/** Tells a failed write from a failed read; `cause` is Node's error. */
class WriteError extends Error {
  override readonly name = 'WriteError';
}

const write = (stream: NodeJS.WritableStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error instanceof Error) reject(new WriteError(error.message, { cause: error }));
      else resolve();
    });
  });

import { lineOf } from './line.ts';
import { codeOf, eventOf, whyUnreadable } from './report.ts';
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
  streams: ParseStreams,
): Promise<number> => {
  // Without a listener an error of stdout would end the process; it is dealt with where the write is awaited.
  streams.stdout.on('error', () => undefined);
  const ends = new Set<FileEnd>();
  for (const file of files) {
    const end = await parseFile(file, streams);
    ends.add(end);
    if (end === 'unread') break;
  }
  if (ends.has('unreadable')) return 1;
  return ends.has('malformed') ? 2 : 0;
};

/** `unread`: whoever read our output went away (`| head`), and nobody is left to tell. */
type FileEnd = 'understood' | 'malformed' | 'unreadable' | 'unread';

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
    if (codeOf(error) === 'EPIPE') return 'unread';
    complain(whyUnreadable(error, count.records));
    return 'unreadable';
  }
  return count.malformed === 0 ? 'understood' : 'malformed';
};

const write = (stream: NodeJS.WritableStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });

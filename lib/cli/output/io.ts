/** A stream that a command writes to; those of `process` are such. `columns` is the width of a terminal. */
export type Sink = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Environment variables, as `process` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command that ends by itself may touch of its process; `process` is one. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Environment;
}

/** Writes text, or piece after piece, and waits until it is taken. A reader that went away (`| head`) is no error; other failures reject. */
export const print = async (stream: Sink, text: string | Iterable<string>): Promise<void> => {
  // Without a listener the stream's own error event would end the process.
  const onError = (): void => undefined;
  stream.on('error', onError);
  try {
    for (const piece of typeof text === 'string' ? [text] : text) {
      if (!(await isTaken(stream, piece))) return;
    }
  } finally {
    // The event comes after the callback.
    setImmediate(() => stream.removeListener('error', onError));
  }
};

const isTaken = (stream: Sink, text: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error instanceof Error && !isClosedPipe(error)) reject(error);
      else resolve(!(error instanceof Error));
    });
  });

/** Whether a write failed because nobody reads any more. */
export const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';

/** Tells mistakes on stderr, a line each, in the name of a command. */
export const complain = (io: Io, command: string, problems: readonly string[]): Promise<void> =>
  print(io.stderr, problems.map((problem) => `ami-warden ${command}: ${problem}\n`).join(''));

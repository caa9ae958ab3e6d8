import { PassThrough, Readable } from 'node:stream';
import type { Io, Sink } from '../../../../lib/cli/output/io.ts';

/** Streams of a command that keep what it writes. */
export const capturedIo = (
  options: {
    readonly stdin?: string;
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly env?: Io['env'];
  } = {},
): { readonly io: Io; readonly out: () => string; readonly err: () => string } => {
  const stdout = capture(options.isTTY === true, options.columns);
  const stderr = capture(options.isTTY === true);
  const stdin = Readable.from([Buffer.from(options.stdin ?? '')]);
  return {
    io: { stdin, stdout: stdout.sink, stderr: stderr.sink, env: options.env ?? {} },
    out: stdout.text,
    err: stderr.text,
  };
};

const capture = (isTTY: boolean, columns?: number): { readonly sink: Sink; readonly text: () => string } => {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    sink: Object.assign(stream, { isTTY, ...(columns === undefined ? {} : { columns }) }),
    text: () => chunks.join(''),
  };
};

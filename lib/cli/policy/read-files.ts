import { createReadStream } from 'node:fs';
import type { SourceFile } from '../../policy/source/source-file.ts';
import type { Io } from '../output/io.ts';

// More characters than a policy may have, whatever their encoding; the compiler refuses what was cut here.
const MOST_BYTES = 4 * 1024 * 1024;

/** The texts of files, `-` for stdin, under the names as typed; or why some cannot be read, a sentence each. */
export const readFiles = async (
  paths: readonly string[],
  stdin: Io['stdin'],
): Promise<
  | { readonly ok: true; readonly files: readonly SourceFile[] }
  | { readonly ok: false; readonly problems: readonly string[] }
> => {
  if (paths.filter((path) => path === '-').length > 1)
    return { ok: false, problems: ['- stands twice: stdin can be read only once'] };
  const files: SourceFile[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const name = nameOf(path);
    try {
      files.push({ name, text: path === '-' ? await textOf(stdin) : await readText(path) });
    } catch (error) {
      problems.push(`${name} cannot be read: ${whyUnreadable(error)}`);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, files };
};

/** What messages call a file of the command line. */
export const nameOf = (path: string): string => (path === '-' ? 'stdin' : path);

/** A file's text, cut behind what no policy is as long as. Rejects with Node's error. */
export const readText = (path: string): Promise<string> => textOf(createReadStream(path));

/** Why a file or folder could not be read, for people. */
export const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
};

const textOf = async (bytes: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const piece = chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
    chunks.push(piece);
    length += piece.length;
    if (length > MOST_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

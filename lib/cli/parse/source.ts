import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes as Node's streams give them. */
export type Bytes = AsyncIterable<Uint8Array | string>;

// Longer texts would be objects of the old generation, and a stream of them would fill the memory before they are swept.
const CHUNK_BYTES = 64 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** A file's text, or stdin's for `-`, piece by piece; gzip is known by its first two bytes. Rejects with Node's error. */
export async function* textOf(file: string, stdin: Bytes): AsyncGenerator<string> {
  const bytes = file === '-' ? stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const iterator = chunksOf(bytes);
  let head = Buffer.alloc(0);
  while (head.length < GZIP_MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = joined(head, iterator);
  const isGzip = GZIP_MAGIC.every((byte, index) => head[index] === byte);
  const decoder = new TextDecoder();
  for await (const chunk of isGzip ? gunzipped(whole) : whole) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

const gunzipped = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of any part destroys all of them, and comes out where the text is read.
  return pipeline(Readable.from(bytes, { objectMode: false }), gunzip, () => undefined);
};

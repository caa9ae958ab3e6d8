import { crc32 } from 'node:zlib';
import { AwsError } from '../../wire/service.ts';

/** An upload's content, and the trailing headers that came behind it (names in small letters). */
export interface Upload {
  readonly content: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes the framing off a body in `aws-chunked` encoding (S3 user guide, chunked uploads, signed or not): each chunk is its size in
 * hex, perhaps a signature, CRLF, bytes, CRLF; a chunk of size 0 ends it and trailers may follow. Throws `IncompleteBody`.
 */
export const decodeAwsChunked = (body: Buffer): Upload => {
  const pieces: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = body.indexOf('\r\n', at);
    if (end < 0) throw incomplete();
    const text = body.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const size = /^([0-9a-fA-F]+)(;|$)/.exec(line())?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (at + length + 2 > body.length) throw incomplete();
    pieces.push(body.subarray(at, at + length));
    at += length + 2;
  }
  return { content: Buffer.concat(pieces), trailers: readTrailers(body.toString('latin1', at)) };
};

const readTrailers = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );

/** Throws `BadDigest` unless a CRC-32 that came with the content is right; others are not looked at. */
export const checkCrc32 = (content: Buffer, given: string | undefined): void => {
  if (given === undefined) return;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  if (sum.toString('base64') === given) return;
  throw new AwsError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
};

const incomplete = (): AwsError =>
  new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );

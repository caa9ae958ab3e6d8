import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FaultGate } from '../../wire/gates.ts';
import { AwsError, type RawHandler } from '../../wire/service.ts';
import { checkCrc32, decodeAwsChunked } from './aws-chunked.ts';
import type { Bucket, StoredObject } from './bucket.ts';

/** Whose bucket it is. */
export interface BucketHome {
  readonly account: string;
}

/** S3's REST API for these buckets, by path and by host name: GetObject, HeadObject, PutObject. Others answer `NotImplemented`. */
export const s3Handler =
  (buckets: readonly Bucket[], home: BucketHome, faults: FaultGate): RawHandler =>
  async (raw) => {
    const { request, response, requestId, caller, region } = raw;
    const place = placeOf(request, buckets);
    const operation = operationOf(request, place);
    const service = { signingName: 's3', protocol: 'raw' } as const;
    await faults.pass({ service, operation, account: caller.account, region, input: {} });
    const bucket = buckets.find(({ name }) => name === place.bucket);
    if (bucket === undefined) {
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    }
    if (caller.account !== home.account) throw new AwsError('AccessDenied', 'Access Denied', 403);
    response.setHeader('x-amz-request-id', requestId);
    switch (operation) {
      case 'GetObject':
      case 'HeadObject':
        raw.authorise('s3:GetObject', `arn:aws:s3:::${place.bucket}/${place.key}`);
        answerObject(request, response, find(bucket, place.key));
        return;
      case 'PutObject':
        raw.authorise('s3:PutObject', `arn:aws:s3:::${place.bucket}/${place.key}`);
        response.setHeader('etag', await store(request, bucket, place.key));
        response.end();
    }
  };

interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

const placeOf = (request: IncomingMessage, buckets: readonly Bucket[]): Place => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = decodeURIComponent(url.pathname.slice(1));
  const host = request.headers.host ?? '';
  const named = buckets.find(({ name }) => host.startsWith(`${name}.`));
  if (named !== undefined) return { bucket: named.name, key: path, query: url.searchParams };
  const slash = path.indexOf('/');
  const [bucket, key] = slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  return { bucket, key, query: url.searchParams };
};

// The SDK names the operation that it means; nothing else in a query changes what a request does.
const PLAIN_QUERY = /^(x-id|X-Amz-.+|response-.+)$/i;

const operationOf = (
  request: IncomingMessage,
  { key, query }: Place,
): 'GetObject' | 'HeadObject' | 'PutObject' => {
  const isPlain = [...query.keys()].every((name) => PLAIN_QUERY.test(name));
  const isCopy = request.headers['x-amz-copy-source'] !== undefined;
  if (isPlain && !isCopy && key !== '') {
    if (request.method === 'GET') return 'GetObject';
    if (request.method === 'HEAD') return 'HeadObject';
    if (request.method === 'PUT') return 'PutObject';
  }
  throw new AwsError(
    'NotImplemented',
    `${request.method ?? ''} ${request.url ?? ''} is not modelled by this sandbox: GetObject, HeadObject and PutObject are.`,
    501,
  );
};

// To HEAD the same goes without its body, and so without the code.
const find = (bucket: Bucket, key: string): StoredObject => {
  const object = bucket.get(key);
  if (object !== null) return object;
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
};

const answerObject = (request: IncomingMessage, response: ServerResponse, object: StoredObject): void => {
  const headers = { etag: object.etag, 'last-modified': object.modifiedAt.toUTCString() };
  const known = request.headers['if-none-match'];
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && unquoted(wanted) !== unquoted(object.etag)) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
  }
  if (known !== undefined && (known === '*' || unquoted(known) === unquoted(object.etag))) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': object.contentType,
    'content-length': object.content.length,
    'accept-ranges': 'bytes',
  });
  response.end(request.method === 'HEAD' ? undefined : object.content);
};

const unquoted = (etag: string): string => etag.replaceAll(/^"|"$/g, '');

/** S3's conditional writes: `If-Match` with an ETag, and `If-None-Match: *`. */
const checkPrecondition = ({ headers }: IncomingMessage, there: StoredObject | null): void => {
  const wanted = headers['if-match'];
  if (wanted !== undefined && there === null)
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const isOther = wanted !== undefined && unquoted(wanted) !== unquoted(there?.etag ?? '');
  if (isOther || (headers['if-none-match'] === '*' && there !== null)) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
  }
};

const store = async (request: IncomingMessage, bucket: Bucket, key: string): Promise<string> => {
  const body = await buffer(request);
  const { headers } = request;
  const encoding = headers['content-encoding'] ?? '';
  const isChunked =
    encoding.includes('aws-chunked') ||
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const { content, trailers } = isChunked ? decodeAwsChunked(body) : { content: body, trailers: {} };
  const expected = headers['x-amz-decoded-content-length'];
  if (expected !== undefined && Number(expected) !== content.length) {
    throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
  }
  const sum = headers['x-amz-checksum-crc32'] ?? trailers['x-amz-checksum-crc32'];
  checkCrc32(content, typeof sum === 'string' ? sum : undefined);
  checkPrecondition(request, bucket.get(key));
  return bucket.put(key, content, headers['content-type']).etag;
};

import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../../../lib/sandbox/hub/s3/aws-chunked.ts';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const Bucket = 'ami-warden-dev-policy-999988887777';
const Key = 'policy.json';

let sandbox: Sandbox;
const clients: S3Client[] = [];

const client = (more: S3ClientConfig = {}, account?: string): S3Client => {
  const s3 = new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true, ...more });
  clients.push(s3);
  return s3;
};

beforeEach(async () => {
  sandbox = await frozenSandbox();
});
afterEach(async () => {
  for (const s3 of clients.splice(0)) s3.destroy();
  await sandbox.close();
});

describe('an object', () => {
  it.each<readonly [string, S3ClientConfig]>([
    ['by path', {}],
    ['without checksums, unless a call needs them', { requestChecksumCalculation: 'WHEN_REQUIRED' }],
  ])('is put and got %s', async (_title, more) => {
    const s3 = client(more);
    const put = await s3.send(
      new PutObjectCommand({ Bucket, Key: 'a b/ü.json', Body: '{"ü":1}', ContentType: 'application/json' }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a b/ü.json' }));
    expect(await got.Body?.transformToString()).toBe('{"ü":1}');
    expect(got).toMatchObject({ ContentType: 'application/json', ContentLength: 8, ETag: put.ETag });
  });

  it('is put as a stream, in chunks with a trailing checksum', async () => {
    const stream = Readable.from([Buffer.alloc(150_000, 'x'), Buffer.alloc(50_000, 'y')]);
    const command = new PutObjectCommand({ Bucket, Key, Body: stream, ContentLength: 200_000 });
    await client().send(command);
    expect(sandbox.hub.bucket.get(Key)?.content.length).toBe(200_000);
  });

  it('is found by the host name too', async () => {
    sandbox.hub.bucket.put(Key, 'x');
    // Names under localhost are this machine's, which the client's own address is not.
    const endpoint = sandbox.endpoint.replace('127.0.0.1', 'localhost');
    const s3 = client({ endpoint, forcePathStyle: false });
    const hosts: string[] = [];
    s3.middlewareStack.add(
      (next) => async (args) => {
        const { hostname } = args.request as { hostname: string };
        hosts.push(hostname);
        Object.assign(args.request as object, { hostname: '127.0.0.1' });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(hosts).toEqual([`${Bucket}.localhost`]);
    expect(await got.Body?.transformToString()).toBe('x');
  });

  it('that is known already is not sent again', async () => {
    const { etag } = sandbox.hub.bucket.put(Key, 'x');
    const s3 = client();
    const get = (IfNoneMatch: string) => s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch }));
    await expect(get(etag)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    sandbox.hub.bucket.put(Key, 'y');
    expect(await (await get(etag)).Body?.transformToString()).toBe('y');
  });

  it('is described without its content', async () => {
    sandbox.hub.bucket.put(Key, 'xyz');
    const head = await client().send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 3, ETag: '"d16fb36f0911f878998c136191af705e"' });
  });
});

describe('what S3 refuses', () => {
  it.each([
    ['a key that there is not', () => new GetObjectCommand({ Bucket, Key: 'none' }), 'NoSuchKey'],
    ['another bucket', () => new GetObjectCommand({ Bucket: 'another', Key }), 'NoSuchBucket'],
  ])('%s', async (_title, command, name) => {
    await expect(client().send(command())).rejects.toMatchObject({ name });
  });

  it('to describe what is not there', async () => {
    const head = new HeadObjectCommand({ Bucket, Key: 'none' });
    await expect(client().send(head)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('others than the owner', async () => {
    sandbox.hub.bucket.put(Key, 'x');
    const get = new GetObjectCommand({ Bucket, Key });
    await expect(client({}, '111122223333').send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('what this sandbox does not model, by its name', async () => {
    const list = new ListObjectsV2Command({ Bucket });
    await expect(client().send(list)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('content that does not have its checksum', async () => {
    const put = new PutObjectCommand({ Bucket, Key, Body: 'x', ChecksumCRC32: 'AAAAAA==' });
    await expect(client().send(put)).rejects.toMatchObject({ name: 'BadDigest' });
    expect(sandbox.hub.bucket.keys()).toEqual([]);
  });
});

describe('chunks', () => {
  it('with signatures and trailers are put together', () => {
    const body =
      '5;chunk-signature=0a\r\nhello\r\n6;chunk-signature=0b\r\n world\r\n0;chunk-signature=0c\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n';
    const { content, trailers } = decodeAwsChunked(Buffer.from(body));
    expect(content.toString()).toBe('hello world');
    expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'DUoRhQ==' });
  });

  it.each([['no size'], ['5\r\nhel'], ['5\r\nhello\r\n'], ['']])('%j is incomplete', (body) => {
    expect(() => decodeAwsChunked(Buffer.from(body))).toThrow('You did not provide the number of bytes');
  });
});

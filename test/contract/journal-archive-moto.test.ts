import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe } from 'vitest';
import { s3Archive } from '../../lib/aws/s3-archive.ts';
import { archiveContract } from './journal-archive.ts';
import { hasMoto, startMoto } from './moto.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  archiveContract('S3, by moto', async () => {
    const moto = await startMoto();
    const client = new S3Client({
      endpoint: moto.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: '999988887777', secretAccessKey: 'any' },
    });
    const bucket = 'archive';
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    // What lies elsewhere in the bucket, and below the prefix, is none of it.
    for (const key of ['other.gz', 'journals/old/d.gz']) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
    }
    return {
      archive: s3Archive(client, bucket, 'journals/'),
      contentOf: async (place) => {
        const key = place.replace(`s3://${bucket}/`, '');
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await Body?.transformToString()) ?? '';
      },
      close: async () => {
        client.destroy();
        await moto.close();
      },
    };
  });
});

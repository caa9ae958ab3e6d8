import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SweepLists } from '../ports/sweep-list.ts';
import { asFault } from './faults.ts';

/** The lists in an S3 bucket, one JSON array each: what passes from state to state may hold 256 KiB, and thousands of account-regions do not fit. */
export const s3SweepLists = (client: S3Client, bucket: string): SweepLists => ({
  put: async (sweep, items) => {
    const key = `lists/${sweep}.json`;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: JSON.stringify(items),
      ContentType: 'application/json',
    });
    await asFault('PutObject', client.send(command));
    return { bucket, key };
  },
});

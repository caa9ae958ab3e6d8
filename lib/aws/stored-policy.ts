import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../model/fault.ts';
import { asFault } from './faults.ts';

/** The policy in its bucket, as text; `etag` says which version it is. */
interface StoredPolicy {
  readonly text: string;
  readonly etag: string;
}

/** The object of the policy, in the hand of whoever writes it. All of it rejects with `Fault`. */
export interface PolicyObject {
  /** Null while there is none. S3 says so only to who may list the bucket, and `AccessDenied` to all others. */
  readonly read: () => Promise<StoredPolicy | null>;
  /** Puts a text in the place of that version, and of no other; null where there was none. `PreconditionFailed` when somebody was faster. */
  readonly replace: (text: string, over: string | null) => Promise<void>;
}

/** One object in S3 that is replaced only by who knows what it replaces. */
export const policyObject = (client: S3Client, bucket: string, key: string): PolicyObject => ({
  read: async () => {
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body, ETag } = await asFault('GetObject', client.send(command));
      return { text: (await Body?.transformToString()) ?? '', etag: ETag ?? '' };
    } catch (fault) {
      if (fault instanceof Fault && fault.code === 'NoSuchKey') return null;
      throw fault;
    }
  },
  replace: async (text, over) => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: text,
      ContentType: 'application/json',
      ...(over === null ? { IfNoneMatch: '*' } : { IfMatch: over }),
    });
    await asFault('PutObject', client.send(command));
  },
});

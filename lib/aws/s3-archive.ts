import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { JournalArchive } from '../ports/journal-archive.ts';
import { asFault } from './faults.ts';

// What is in memory can be sent again when a connection breaks; what is larger than this is streamed.
const IN_MEMORY = 64 * 1024 * 1024;

/**
 * An archive in an S3 bucket, the parts under a prefix (with its slash, or empty). A part is one PutObject, so that it is
 * there whole or not at all; S3 takes up to 5 GB in one.
 */
export const s3Archive = (client: S3Client, bucket: string, prefix: string): JournalArchive => ({
  drafts: tmpdir(),
  names: async () => {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      const page = await asFault('ListObjectsV2', client.send(command));
      names.push(...(page.Contents ?? []).map(({ Key }) => (Key ?? '').slice(prefix.length)));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return names;
  },
  put: async (name, draft) => {
    const { size } = await stat(draft);
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: `${prefix}${name}`,
      Body: size > IN_MEMORY ? createReadStream(draft) : await readFile(draft),
      ContentLength: size,
      ContentType: 'application/gzip',
      // Refused where there is one of this name: what is kept for good is not replaced.
      IfNoneMatch: '*',
    });
    await asFault('PutObject', client.send(command));
    return `s3://${bucket}/${prefix}${name}`;
  },
});

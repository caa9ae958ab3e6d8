import { stat } from 'node:fs/promises';
import type { JournalArchive } from '../ports/journal-archive.ts';
import type { Environment } from './settings.ts';

/** Where an export goes: `s3://bucket/prefix`, a folder (there already, or named with a slash at its end), or a file. */
export interface OpenArchive {
  readonly archive: JournalArchive;
  /** Whether it holds part after part, so that an export goes on from the last. */
  readonly isSeries: boolean;
}

/** Opens the place that an export goes to, S3 with the credentials that the SDK finds by itself. */
export const openArchive = async (
  to: string,
  profile: string | null,
  environment: Environment,
): Promise<OpenArchive> => {
  const remote = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(to);
  if (remote !== null) {
    const [, bucket = '', path = ''] = remote;
    const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
    return { archive: await openBucket(bucket, prefix, profile, environment), isSeries: true };
  }
  const { folderArchive, singleFile } = await import('../local/file-archive.ts');
  return to.endsWith('/') || (await isFolder(to))
    ? { archive: folderArchive(to), isSeries: true }
    : { archive: singleFile(to), isSeries: false };
};

const openBucket = async (
  bucket: string,
  prefix: string,
  profile: string | null,
  environment: Environment,
): Promise<JournalArchive> => {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { s3Archive } = await import('../aws/s3-archive.ts');
  const client = new S3Client({
    maxAttempts: 3,
    // A large part takes as long as it takes; only silence is a failure.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    followRegionRedirects: true,
    // Emulators are reached by an address that has no room for the bucket's name.
    forcePathStyle: (environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']) !== undefined,
    ...(profile === null ? {} : { profile }),
  });
  return s3Archive(client, bucket, prefix);
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

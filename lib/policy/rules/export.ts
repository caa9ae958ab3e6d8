import * as z from 'zod/mini';
import { globMatches } from '../glob.ts';
import type { ImageExport } from '../../model/facts.ts';
import { missing } from '../failures.ts';
import { strings } from '../parameter-shapes.ts';
import { defineRule, type Failure } from '../rule.ts';

/** Fails for each bucket that the image was stored in or exported to and that the list does not hold. Nothing can be revoked: the copy is made. */
export const imageExport = defineRule({
  id: 'export',
  subject: 'image',
  why: 'Storing an image in a bucket, or exporting it as a disk, carries its whole content out of EC2, where no launch permission holds any more.',
  holds: 'The image was stored in and exported to listed buckets only.',
  awsFact:
    'CreateStoreImageTask and ExportImage write the image to any bucket that the caller may write to, of another account too; AWS lists such tasks for some 31 days (DescribeStoreImageTasks, DescribeExportImageTasks).',
  severity: 'critical',
  reads: ['exports'],
  parameters: z.strictObject({ kind: z.literal('export'), buckets: strings }),
  defaults: { kind: 'export', buckets: [] },
  remediations: [],
  remediation: null,
  check: ({ buckets }, { exports }) => ({
    kind: 'judged',
    failures: exports
      // A task that failed left nothing in its bucket.
      .filter(({ state }) => state !== 'Failed')
      .map((one) => judge(one, buckets))
      .filter((failure) => failure !== null),
  }),
});

const judge = ({ how, bucket, key }: ImageExport, buckets: readonly string[]): Failure | null => {
  const went = how === 'store' ? 'stored in' : 'exported to';
  if (bucket === null && buckets.length > 0) return missing(`which bucket the image was ${went}`);
  if (bucket !== null && buckets.some((glob) => globMatches(glob, bucket))) return null;
  return {
    detail: { kind: 'export', how, bucket, key },
    reason: `The image was ${went} ${bucket === null ? 'a bucket' : `bucket ${bucket}`}, which the list of buckets does not hold.`,
  };
};

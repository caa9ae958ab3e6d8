import { anyList, growing } from '../schema/forms.ts';
import { text } from '../schema/words.ts';
import { fewer } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const bucket = text('the name of a bucket, or a glob over names', /^[a-z0-9.*?-]{1,63}$/);

export const exportSource: RuleSource = {
  kind: 'export',
  members: { buckets: anyList(bucket).optional() },
  changes: { buckets: growing(bucket).optional() },
  grows: ['buckets'],
  stricter: { buckets: fewer },
};

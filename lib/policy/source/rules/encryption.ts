import { growing } from '../schema/forms.ts';
import { list, text } from '../schema/words.ts';
import { narrower } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const kmsKey = text(
  'a KMS key: its ARN or a glob over ARNs (arn:aws:kms:*:111122223333:key/*), an alias or a glob over aliases (alias/ami-*), or an account id of 12 digits in quotes',
  /^arn:[a-z0-9*?-]+:kms:[a-z0-9*?-]+:[0-9*?]+:(?:key\/|\*)[\w*?/-]*$|^alias\/[\w*?/-]+$|^\d{12}$/,
);

export const encryptionSource: RuleSource = {
  kind: 'encryption',
  members: { kmsKeys: list(kmsKey).optional() },
  changes: { kmsKeys: growing(kmsKey).optional() },
  grows: ['kmsKeys'],
  stricter: { kmsKeys: narrower },
};

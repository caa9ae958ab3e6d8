import * as z from 'zod';
import { oneOf } from '../schema/words.ts';
import { asked, ladder } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const none = 'none';
const orNull = <Words extends readonly [string, ...string[]]>(words: Words) =>
  oneOf(words).transform((word) => (word === none ? null : word));

const members = {
  imageBlockPublicAccess: orNull(['block-new-sharing', none]).optional(),
  snapshotBlockPublicAccess: orNull(['block-new-sharing', 'block-all-sharing', none]).optional(),
  allowedImages: orNull(['enabled', 'audit-mode', none]).optional(),
  ebsEncryption: z
    .boolean({ error: 'expected true or false' })
    .transform((asked) => (asked ? true : null))
    .optional(),
};

export const guardrailsSource: RuleSource = {
  kind: 'guardrails',
  members,
  changes: members,
  grows: [],
  stricter: {
    imageBlockPublicAccess: asked,
    snapshotBlockPublicAccess: ladder(null, 'block-new-sharing', 'block-all-sharing'),
    allowedImages: ladder(null, 'audit-mode', 'enabled'),
    ebsEncryption: asked,
  },
};

import * as z from 'zod';
import type { RuleKind } from '../../rule.ts';
import {
  accountOrGroup,
  duration,
  instant,
  list,
  mapping,
  mode,
  oneOf,
  organization,
  pattern,
  severity,
  text,
  unitOrGroup,
} from './words.ts';

const common = {
  mode: mode.optional(),
  severity: severity.optional(),
  grace: duration.optional(),
  enforceFrom: instant.optional(),
};

const limit = mapping({
  perHour: z
    .int({ error: 'expected a whole number of changes an hour' })
    .min(1, { error: 'expected at least 1 an hour; to change nothing write remediate: none' })
    .max(1_000_000, { error: 'expected at most 1000000 an hour' }),
});

const remediate = <const Action extends string>(action: Action) =>
  z.union(
    [
      z.literal('none'),
      mapping({
        action: oneOf([action]).optional(),
        limit: limit.optional(),
        approval: oneOf(['auto', 'manual']).optional(),
      }),
    ],
    { error: 'expected a mapping or none' },
  );

const allowLists = {
  accounts: z.array(accountOrGroup, { error: 'expected a list' }).optional(),
  orgs: z.array(organization, { error: 'expected a list' }).optional(),
  ous: z.array(unitOrGroup, { error: 'expected a list' }).optional(),
};

const kmsKey = text(
  'a KMS key: its ARN or a glob over ARNs (arn:aws:kms:*:111122223333:key/*), or an account id of 12 digits. An alias cannot be judged: AWS tells the key of a snapshot, and not its aliases',
  /^arn:[a-z0-9*?-]+:kms:[a-z0-9*?-]+:[0-9*?]+:(?:key\/|\*)[\w*?/-]*$|^\d{12}$/,
);

const TAG = 'expected true, { pattern: … } or { values: […] }';
const tagForm = mapping({
  pattern: pattern.optional(),
  values: list(z.string({ error: 'expected text (numbers in quotes)' })).optional(),
}).refine((form) => Object.keys(form).length === 1, { error: TAG });
const tag = z.union([z.literal(true), tagForm], { error: TAG });
const tagName = z.string().regex(/^.{1,128}$/su, { error: 'expected a tag key of 1 to 128 characters' });

const publicSharing = { ...common, remediate: remediate('revoke-public').optional() };
const sharing = { ...common, remediate: remediate('revoke-unlisted').optional() };

const base = { locked: z.literal(true, { error: 'expected true' }).optional() };

/** A rule as the policy writes it, by kind; `kind` itself may be left out where the name says it. */
export const ruleSchemas = {
  'public-sharing': mapping({ kind: z.literal('public-sharing').optional(), ...base, ...publicSharing }),
  sharing: mapping({
    kind: z.literal('sharing').optional(),
    ...base,
    ...sharing,
    allow: mapping(allowLists).optional(),
  }),
  encryption: mapping({
    kind: z.literal('encryption').optional(),
    ...base,
    ...common,
    kmsKeys: list(kmsKey).optional(),
  }),
  'required-tags': mapping({
    kind: z.literal('required-tags').optional(),
    ...base,
    ...common,
    tags: z
      .record(tagName, tag, {
        error: 'expected tags: a mapping of key to true, { pattern: … } or { values: […] }',
      })
      .refine((tags) => Object.keys(tags).length > 0, { error: 'expected at least one tag' }),
  }),
} as const satisfies Record<RuleKind, z.ZodType>;

/** What an override may change of a rule, by kind. */
export const changeSchemas = {
  'public-sharing': mapping(publicSharing),
  sharing: mapping({
    ...sharing,
    allow: mapping({ ...allowLists, add: mapping(allowLists).optional() }).optional(),
  }),
  encryption: mapping({
    ...common,
    kmsKeys: z
      .union([list(kmsKey), mapping({ add: list(kmsKey) })], { error: 'expected a list or { add: […] }' })
      .optional(),
  }),
  'required-tags': mapping({
    ...common,
    tags: z
      .record(
        tagName,
        z.union([z.boolean(), tagForm], {
          error: 'expected true, false, { pattern: … } or { values: […] }',
        }),
        {
          error: 'expected tags: a mapping',
        },
      )
      .optional(),
  }),
} as const satisfies Record<RuleKind, z.ZodType>;

export type RuleSource = { readonly [Kind in RuleKind]: z.infer<(typeof ruleSchemas)[Kind]> };
export type ChangeSource = { readonly [Kind in RuleKind]: z.infer<(typeof changeSchemas)[Kind]> };
export const KINDS = [
  'public-sharing',
  'sharing',
  'encryption',
  'required-tags',
] as const satisfies readonly RuleKind[];

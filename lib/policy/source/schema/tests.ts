import * as z from 'zod';
import { IMAGE_STATES } from '../../../model/image.ts';
import { FACTS } from '../facts.ts';
import { anyList, imageId, watermark } from './forms.ts';
import {
  account,
  duration,
  instant,
  list,
  mapping,
  ONE_OF,
  oneOf,
  sentence,
  severity,
  text,
} from './words.ts';

const principal = text(
  'public, an account id in quotes, an organisation id (o-…), a unit id (ou-…) or a foreign one (o-…/ou-…)',
  /^public$|^\d{12}$|^o-[a-z0-9]{10,32}$|^(?:o-[a-z0-9]{10,32}\/)?ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/,
);

const UNKNOWN = 'unknown';

/** A list, or `unknown` where AWS does not tell it. */
const listOrUnknown = <Entry extends z.ZodType>(entry: Entry) =>
  z.union([z.literal(UNKNOWN), anyList(entry)], { error: 'expected a list, or unknown' });

const device = mapping({
  device: text('a device name such as /dev/sda1').optional(),
  encrypted: z
    .union([z.boolean(), z.literal(UNKNOWN)], { error: 'expected true or false, or unknown' })
    .optional(),
  kmsKey: text('the ARN of a KMS key', /^arn:/).optional(),
  /** Aliases of that key. */
  aliases: listOrUnknown(text('an alias (alias/…)', /^alias\//)).optional(),
  /** `missing`: AWS no longer knows its snapshot. `none`: an empty volume. */
  snapshot: oneOf(['known', 'missing', 'none']).optional(),
  /** Whom its snapshot is shared with. */
  sharedWith: listOrUnknown(principal).optional(),
});

const word = text('a word');
const ownerWord = text(
  'an account id of 12 digits in quotes, amazon, aws-marketplace or aws-backup-vault',
  /^\d{12}$|^amazon$|^aws-marketplace$|^aws-backup-vault$/,
);

const image = mapping({
  id: imageId.optional(),
  name: z.string({ error: 'expected a name' }).optional(),
  description: z.string({ error: 'expected text' }).optional(),
  state: oneOf(IMAGE_STATES).optional(),
  owner: ownerWord.optional(),
  tags: z
    .record(z.string(), z.string({ error: 'expected text (numbers in quotes)' }), {
      error: 'expected a mapping',
    })
    .optional(),
  createdAt: instant.optional(),
  deprecatedAt: instant.optional(),
  lastLaunchedAt: instant.optional(),
  architecture: word.optional(),
  virtualization: word.optional(),
  rootDevice: word.optional(),
  bootMode: word.optional(),
  imds: word.optional(),
  tpm: word.optional(),
  ena: z.boolean({ error: 'expected true or false' }).optional(),
  platform: word.optional(),
  watermarks: anyList(watermark).optional(),
  launchPermission: anyList(principal).optional(),
  /** How many may share it (the applied quota). */
  shareQuota: z.int({ error: 'expected a whole number' }).min(1).optional(),
  devices: anyList(device).optional(),
  /** ARNs of what refers to it in its account. */
  references: anyList(text('an ARN', /^arn:/)).optional(),
  /** The images that it was made from, nearest first. */
  ancestry: anyList(mapping({ image: imageId, owner: ownerWord.optional() })).optional(),
  /** The ancestry ends where AWS cannot follow it. */
  ancestryCut: z.literal(true, { error: 'expected true' }).optional(),
  /** What DescribeImages names as its source; the nearest of the ancestry when it is left out. */
  sourceImage: imageId.optional(),
  exports: anyList(
    mapping({
      how: oneOf(['store', 'export']),
      bucket: word.optional(),
      key: word.optional(),
      state: word.optional(),
    }),
  ).optional(),
  /** Members that AWS leaves out of its answer. */
  missing: list(
    oneOf(['name', 'owner', 'createdAt', 'architecture', 'virtualization', 'rootDevice', 'ena']),
  ).optional(),
});

const guardrail = (states: readonly [string, ...string[]]) =>
  z.union(
    [oneOf(states), mapping({ state: oneOf(states), managedBy: oneOf(['account', 'declarative-policy']) })],
    { error: `${ONE_OF}${states.join(', ')}, or { state: …, managedBy: … }` },
  );

const guardrails = mapping({
  imageBlockPublicAccess: guardrail(['block-new-sharing', 'unblocked']).optional(),
  snapshotBlockPublicAccess: guardrail(['block-new-sharing', 'block-all-sharing', 'unblocked']).optional(),
  allowedImages: guardrail(['enabled', 'audit-mode', 'disabled']).optional(),
  ebsEncryption: z.boolean({ error: 'expected true or false' }).optional(),
});

const count = z.int({ error: 'expected a whole number' }).min(0, { error: 'expected 0 or more' });
const usage = z.union(
  [z.literal(UNKNOWN), mapping({ used: count, limit: count, reachesAt: instant.optional() })],
  {
    error: 'expected { used: …, limit: … }, or unknown',
  },
);
const quotas = mapping({
  amis: usage.optional(),
  'public-amis': usage.optional(),
  snapshots: usage.optional(),
});

const fact = oneOf(FACTS);
const code = text('an error code of AWS, such as UnauthorizedOperation', /^[\w.]+$/);

const verdict = oneOf(['pass', 'fail', 'waived', 'pending', 'skip', 'error']);

const expectation = z.union(
  [
    verdict,
    mapping({
      verdict,
      mode: oneOf(['off', 'audit', 'notify', 'enforce']).optional(),
      severity: severity.optional(),
      until: instant.optional(),
      /** The sentence that people read. */
      reason: sentence.optional(),
      /** Keys of the details: `principal/public`, `principal/account/…`, `device/…`, `tag/…`, `unreadable/…`. */
      findings: z.array(sentence, { error: 'expected a list of finding keys' }).optional(),
    }),
  ],
  { error: 'expected a verdict, or a mapping with one' },
);

/** One test of a policy: facts and an instant in, verdicts out. */
export const policyTest = mapping({
  name: sentence,
  given: mapping({
    account,
    region: text('a region', /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/),
    at: instant.optional(),
    /** How long before `at` every failure was first seen. */
    failingFor: duration.optional(),
    image: image.optional(),
    /** An instance that runs from the image. */
    instance: mapping({
      id: text('an instance id (i-…)', /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/).optional(),
    }).optional(),
    /** The account's settings in the region: then there is no image. */
    guardrails: guardrails.optional(),
    quotas: quotas.optional(),
    unreadable: z
      .partialRecord(fact, code, { error: 'expected a mapping of a fact to an error code' })
      .optional(),
    touched: list(fact).optional(),
  }).refine(
    (given) =>
      (given.guardrails === undefined && given.quotas === undefined) ||
      (given.image === undefined && given.instance === undefined),
    { error: 'expected an image or an instance, or guardrails and quotas, and not both' },
  ),
  expect: z
    .record(z.string(), expectation, { error: 'expected a mapping of rules to verdicts' })
    .refine((rules) => Object.keys(rules).length > 0, { error: 'expected at least one rule' }),
});

export type PolicyTestSource = z.infer<typeof policyTest>;

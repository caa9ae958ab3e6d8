import * as z from 'zod';
import { account, duration, instant, list, mapping, oneOf, sentence, text } from './words.ts';

const principal = text(
  'public, an account id in quotes, an organisation id (o-…), a unit id (ou-…) or a foreign one (o-…/ou-…)',
  /^public$|^\d{12}$|^o-[a-z0-9]{10,32}$|^(?:o-[a-z0-9]{10,32}\/)?ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/,
);

const device = mapping({
  device: text('a device name such as /dev/sda1').optional(),
  encrypted: z.boolean({ error: 'expected true or false' }),
  kmsKey: text('the ARN of a KMS key', /^arn:/).optional(),
  /** `missing`: AWS no longer knows its snapshot. `none`: an empty volume. */
  snapshot: oneOf(['known', 'missing', 'none']).optional(),
});

const image = mapping({
  id: text('an image id (ami-…)', /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/).optional(),
  name: z.string({ error: 'expected a name' }).optional(),
  state: oneOf([
    'pending',
    'available',
    'invalid',
    'deregistered',
    'transient',
    'failed',
    'error',
    'disabled',
  ]).optional(),
  tags: z
    .record(z.string(), z.string({ error: 'expected text (numbers in quotes)' }), {
      error: 'expected a mapping',
    })
    .optional(),
  launchPermission: z.array(principal, { error: 'expected a list' }).optional(),
  devices: z.array(device, { error: 'expected a list' }).optional(),
});

const fact = oneOf(['image', 'launchPermission', 'snapshots']);
const code = text('an error code of AWS, such as UnauthorizedOperation', /^[\w.]+$/);

const verdict = oneOf(['pass', 'fail', 'waived', 'pending', 'skip', 'error']);

const expectation = z.union(
  [
    verdict,
    mapping({
      verdict,
      mode: oneOf(['off', 'audit', 'notify', 'enforce']).optional(),
      until: instant.optional(),
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
    unreadable: z
      .partialRecord(fact, code, { error: 'expected a mapping of a fact to an error code' })
      .optional(),
    touched: list(fact).optional(),
  }),
  expect: z
    .record(z.string(), expectation, { error: 'expected a mapping of rules to verdicts' })
    .refine((rules) => Object.keys(rules).length > 0, { error: 'expected at least one rule' }),
});

export type PolicyTestSource = z.infer<typeof policyTest>;

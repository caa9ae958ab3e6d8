import * as z from 'zod/mini';
import { IS_PENDING } from '../failures.ts';
import { judgeAge, judgeDeprecation, judgeUse } from '../image-age.ts';
import { secondsShape } from '../parameter-shapes.ts';
import { defineRule } from '../rule.ts';

const orNull = z.nullable(secondsShape);

/** Fails for an image that is too old, has no deprecation in time, or is unused. Unused: neither launched nor referred to. */
export const age = defineRule({
  id: 'age',
  subject: 'image',
  why: 'Each month adds known holes to an image that nobody rebuilds, and an unused one costs money and is launched by mistake.',
  holds: 'The image is young enough, is deprecated in time, and is in use, as far as the policy asks.',
  awsFact:
    'LastLaunchedTime lags by up to 24 hours and is kept for launches since April 2017; DescribeImageReferences names the uses in the own account only; a deprecated image can still be launched (EnableImageDeprecation).',
  severity: 'medium',
  reads: ['image'],
  optionalReads: ['references'],
  asksFor: ({ unusedFor }) => (unusedFor === null ? [] : ['references']),
  parameters: z.strictObject({
    kind: z.literal('age'),
    maxAge: orNull,
    requireDeprecation: z.nullable(z.strictObject({ within: secondsShape })),
    unusedFor: orNull,
  }),
  defaults: { kind: 'age', maxAge: 180 * 86_400, requireDeprecation: null, unusedFor: null },
  remediations: ['deprecate', 'disable', 'deregister'],
  remediation: null,
  check: ({ maxAge, requireDeprecation, unusedFor }, { image, references }, { now }) => {
    if (image.state === 'pending') return IS_PENDING;
    const failures = [
      maxAge === null ? null : judgeAge(image, maxAge, now),
      requireDeprecation === null ? null : judgeDeprecation(image, requireDeprecation.within),
      unusedFor === null ? null : judgeUse(image, references, unusedFor, now),
    ];
    return { kind: 'judged', failures: failures.filter((failure) => failure !== null) };
  },
});

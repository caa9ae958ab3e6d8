import * as z from 'zod';
import { Region } from '../../model/ids.ts';
import { oneOf, sentence, severity, text } from '../../policy/source/schema/words.ts';
import { WayOptions } from '../by-hand/options.ts';
import { SCAN_FORMS } from './doc.ts';

const REGIONS = 'all, or regions with commas between them, such as us-east-1,eu-west-1';

const regions = z
  .string({ error: `expected ${REGIONS}` })
  .default('all')
  .transform((list, context): 'all' | readonly Region[] => {
    if (list === 'all') return list;
    const read = z.array(Region).safeParse(list.split(',').map((word) => word.trim()));
    if (read.success) return [...new Set(read.data)];
    context.addIssue({ code: 'custom', message: `expected ${REGIONS}` });
    return z.NEVER;
  });

const whole = (least: number, most: number) =>
  text(`a whole number from ${String(least)} to ${String(most)}`, /^\d{1,4}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most, {
      error: `expected a whole number from ${String(least)} to ${String(most)}`,
    });

/** The flags of `scan`. */
export const ScanOptions = z
  .object({
    profile: sentence.optional(),
    regions,
    org: z.boolean().default(false),
    role: WayOptions.role,
    externalId: WayOptions.externalId,
    policy: z.array(sentence).optional(),
    organization: sentence.optional(),
    failOn: severity.default('low'),
    share: whole(1, 100).default(25),
    atOnce: whole(1, 32).default(4),
    fresh: z.boolean().default(false),
    file: sentence.optional(),
    output: oneOf(SCAN_FORMS).default('table'),
  })
  .refine(({ org, role }) => org === (role !== undefined), {
    path: ['org'],
    message: 'expected with --role, and --role with this',
  })
  .refine(({ role, externalId }) => externalId === undefined || role !== undefined, {
    path: ['externalId'],
    message: 'expected with --role',
  });
export type ScanOptions = z.infer<typeof ScanOptions>;

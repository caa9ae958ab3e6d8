import * as z from 'zod';
import { oneOf, sentence, text } from '../../policy/source/schema/words.ts';
import { viaOption, WayOptions } from '../by-hand/options.ts';
import { DOCTOR_FORMS, FEATURES } from './doc.ts';

/** The flags of `doctor`. */
export const DoctorOptions = z
  .object({
    for: z.array(oneOf(FEATURES)).default(['scan']),
    policy: z.array(sentence).optional(),
    profile: sentence.optional(),
    region: WayOptions.region,
    org: z.boolean().default(false),
    via: viaOption,
    role: WayOptions.role,
    externalId: WayOptions.externalId,
    auditOnly: z.boolean().default(false),
    stage: text('the name of a stage', /^[a-z0-9-]{1,20}$/).optional(),
    output: oneOf(DOCTOR_FORMS).default('table'),
  })
  .refine(({ org, via }) => org === (via !== undefined), {
    path: ['org'],
    message: 'expected with --via, and --via with this',
  })
  .refine(({ org, role, stage }) => org || (role === undefined && stage === undefined), {
    path: ['org'],
    message: 'expected with --role and --stage',
  })
  .refine(({ role, auditOnly }) => !auditOnly || role !== undefined, {
    path: ['role'],
    message: 'expected with --audit-only, which is about what is looked for',
  });
export type DoctorOptions = z.infer<typeof DoctorOptions>;

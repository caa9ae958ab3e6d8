import * as z from 'zod';
import { AccountId, Region } from '../../model/ids.ts';
import { oneOf, sentence, text } from '../../policy/source/schema/words.ts';
import { HAND_FORMS } from './flags.ts';

/** The flag that names the service's stack. */
export const viaOption = text(
  "a stack's name, or its ARN",
  /^(?:[A-Za-z][A-Za-z0-9-]{0,127}|arn:[\w-]+:cloudformation:[\w-]+:\d{12}:stack\/[\w-]+\/[\w-]+)$/,
).optional();

/** The flag that names an account. A shell needs no quotes around it, other than the YAML of a policy. */
export const accountOption = text('an account id of 12 digits', /^\d{12}$/)
  .transform((id) => AccountId.parse(id))
  .optional();

/** The flags that say by which way something is done, and where. */
export const WayOptions = {
  via: viaOption,
  profile: sentence.optional(),
  file: sentence.optional(),
  account: accountOption,
  region: text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/)
    .transform((region) => Region.parse(region))
    .optional(),
  role: text('the name of a role', /^[\w+=,.@/-]{1,512}$/).optional(),
  externalId: text('an external id', /^[\w+=,.@:/-]{2,1224}$/).optional(),
  policy: z.array(sentence).optional(),
  organization: sentence.optional(),
};
export type Way = z.infer<z.ZodObject<typeof WayOptions>>;

/** The form of what is printed. */
export const output = oneOf(HAND_FORMS).default('table');

/** The flags of what changes something. */
export const ActOptions = { yes: z.boolean().default(false), dryRun: z.boolean().default(false), output };
export type Act = z.infer<z.ZodObject<typeof ActOptions>>;

/** What stands against these flags together; nothing where they fit. */
export const mismatches = ({ via, file, role, externalId, policy, organization }: Way): readonly string[] => {
  const direct = { file, role, 'external-id': externalId, policy, organization };
  const strangers = Object.entries(direct).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return [
    ...(via === undefined
      ? []
      : strangers.map((name) => `--${name}: expected without --via: the service has its own`)),
    ...(via === undefined && externalId !== undefined && role === undefined
      ? ['--external-id: expected with --role']
      : []),
  ];
};

import * as z from 'zod';
import type { RemediationSetting } from '../../../model/policy.ts';
import type { ActionName } from '../../../model/words.ts';
import { changesPerHour, tagName } from './forms.ts';
import { duration, mapping, oneOf, text } from './words.ts';

/** What `remediate` says once it is read. */
export type RemediateSource = 'none' | Partial<RemediationSetting>;

const limit = mapping({ perHour: changesPerHour.optional(), perHourInAll: changesPerHour.optional() });

const kmsKey = text(
  'the ARN of a KMS key or alias, in which {region} may stand for the region of the image',
  /^arn:[a-z-]+:kms:(?:\{region\}|[a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/,
);

const DAY_S = 86_400;
const LAGS = 'expected at least 1d: AWS tells of a launch up to a day after it';
const atLeastADay = (seconds: number): boolean => seconds >= DAY_S;

/** The members that belong to some actions only. */
const OPTIONS: Readonly<Partial<Record<ActionName, Readonly<Record<string, z.ZodType>>>>> = {
  'add-tags': {
    tags: z
      .record(tagName, z.string({ error: 'expected text (numbers in quotes)' }).max(256), {
        error: 'expected a mapping of keys to values',
      })
      .optional(),
  },
  'encrypted-copy': {
    kmsKey: kmsKey.optional(),
    source: mapping({ after: oneOf(['disable', 'keep']), deregisterAfter: duration.optional() }).optional(),
    withoutRecycleBin: z.boolean({ error: 'expected true or false' }).optional(),
  },
  deprecate: { deprecateAfter: duration.optional() },
  deregister: {
    notLaunchedFor: duration.refine(atLeastADay, { error: LAGS }).optional(),
    withoutRecycleBin: z.boolean({ error: 'expected true or false' }).optional(),
  },
};

const common = {
  limit: limit.optional(),
  approval: oneOf(['auto', 'manual', 'two-person']).optional(),
};

/** What mode `enforce` does, out of these actions. What is read has the shape of a setting, short of the members left out. */
export const remediate = (actions: readonly ActionName[]): z.ZodType<RemediateSource> => {
  const [first, ...more] = actions;
  if (first === undefined) throw new Error('a rule without remediations has no `remediate`');
  const options = Object.assign({}, ...actions.map((action) => OPTIONS[action] ?? {})) as Record<
    string,
    z.ZodType
  >;
  const form = mapping({ action: oneOf([first, ...more]).optional(), ...common, ...options }).transform(
    (written) => toSetting(written as Written, Object.keys(options)),
  );
  return z.union([z.literal('none'), form], { error: 'expected a mapping or none' });
};

type Written = Readonly<Record<string, unknown>> & {
  readonly action?: ActionName | undefined;
  readonly limit?:
    { readonly perHour?: number | undefined; readonly perHourInAll?: number | undefined } | undefined;
  readonly approval?: RemediationSetting['approval'] | undefined;
};

const toSetting = (written: Written, names: readonly string[]): Partial<RemediationSetting> => {
  const options = Object.fromEntries(
    names
      .filter((name) => written[name] !== undefined)
      .map((name) => [name, withDeregistration(written[name])]),
  );
  return {
    ...(written.action === undefined ? {} : { action: written.action }),
    ...(written.limit?.perHour === undefined ? {} : { limitPerHour: written.limit.perHour }),
    ...(written.limit?.perHourInAll === undefined ? {} : { limitPerHourInAll: written.limit.perHourInAll }),
    ...(written.approval === undefined ? {} : { approval: written.approval }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
};

/** `source` without a time keeps the original for good. */
const withDeregistration = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'after' in value
    ? { deregisterAfter: null, ...value }
    : value;

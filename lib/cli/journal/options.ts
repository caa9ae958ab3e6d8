import * as z from 'zod';
import { journalFile } from '../../config/state-file.ts';
import type { JournalPlace } from '../../config/wire-journal.ts';
import { duration, instant, sentence, text } from '../../policy/source/schema/words.ts';
import { ImageId, Region } from '../../model/ids.ts';
import type { EntryFilter } from '../../ports/journal-pages.ts';
import { accountOption, viaOption } from '../by-hand/options.ts';
import type { Environment } from '../output/io.ts';

/** The flags that say which journal is read. */
export const PlaceOptions = {
  file: sentence.optional(),
  table: text(
    "a table's name, or its ARN",
    /^(?:[\w.-]{3,255}|arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255})$/,
  ).optional(),
  via: viaOption,
  profile: sentence.optional(),
};

const MOMENT = 'expected a duration such as 7d (so long ago), a date or an instant (2027-01-15T08:00:00Z)';

/** A duration, which is so many seconds ago, or an instant in ISO 8601. */
export const moment = z.string({ error: MOMENT }).transform((value, context) => {
  const ago = duration.safeParse(value);
  if (ago.success) return ago.data;
  const at = instant.safeParse(value);
  if (at.success) return at.data;
  context.addIssue({ code: 'custom', message: MOMENT });
  return z.NEVER;
});

/** The flags that say which entries are wanted. */
export const FilterOptions = {
  account: accountOption,
  region: text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/)
    .transform((region) => Region.parse(region))
    .optional(),
  image: text('an image id (ami-…)', /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/)
    .transform((id) => ImageId.parse(id))
    .optional(),
  since: moment.optional(),
  until: moment.optional(),
};

export interface PlaceFlags {
  readonly file?: string | undefined;
  readonly table?: string | undefined;
  readonly via?: string | undefined;
  readonly profile?: string | undefined;
}

/** Of the flags that name a journal, at most one is given, and a profile only for one of AWS. */
export const isOnePlace = ({ file, table, via, profile }: PlaceFlags): boolean =>
  [file, table, via].filter((one) => one !== undefined).length <= 1 &&
  !(profile !== undefined && table === undefined && via === undefined);

/** What is said when they are not. */
export const ONE_PLACE = { path: ['table'], message: 'expected without --file, and --profile with this' };

/** The journal that the flags name; without any, that of this machine's user. */
export const placeOf = ({ file, table, via, profile }: PlaceFlags, env: Environment): JournalPlace => {
  if (via !== undefined) return { kind: 'stack', settings: { stack: via, profile, environment: env } };
  return table === undefined
    ? { kind: 'file', path: file ?? journalFile(env) }
    : { kind: 'table', table, profile: profile ?? null, environment: env };
};

/** An instant as ISO 8601 with milliseconds, `now` being what a duration is counted back from. */
export const instantOf = (value: number | string, now: Date): string =>
  new Date(typeof value === 'number' ? now.getTime() - value * 1000 : value).toISOString();

/** The filter that the flags name. */
export const filterOf = (
  { account: of, region, image, since, until }: z.infer<z.ZodObject<typeof FilterOptions>>,
  now: Date,
): EntryFilter => ({
  ...(of === undefined ? {} : { account: of }),
  ...(region === undefined ? {} : { region }),
  ...(image === undefined ? {} : { image }),
  ...(since === undefined ? {} : { since: instantOf(since, now) }),
  ...(until === undefined ? {} : { until: instantOf(until, now) }),
});

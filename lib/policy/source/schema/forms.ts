import * as z from 'zod';
import { accountOrGroup, list, mapping, organization, text, unitOrGroup } from './words.ts';

/** A list that may be empty, where an empty one says something: nobody, or nothing asked for. */
export const anyList = <Entry extends z.ZodType>(entry: Entry) =>
  z.array(entry, { error: 'expected a list' });

/** A list that an override may also grow. */
export const growing = <Entry extends z.ZodType>(entry: Entry) =>
  z.union([anyList(entry), mapping({ add: list(entry) })], { error: 'expected a list or { add: […] }' });

const allowLists = {
  accounts: anyList(accountOrGroup).optional(),
  orgs: anyList(organization).optional(),
  ous: anyList(unitOrGroup).optional(),
};

/** Whom something may be shared with. */
export const allow = mapping(allowLists);
/** The same in an override, which may grow each list. */
export const allowChange = mapping({ ...allowLists, add: mapping(allowLists).optional() });

export const owner = text(
  'an owner: an account id of 12 digits in quotes, "@group", self (any account of the organisation), amazon, aws-marketplace or aws-backup-vault',
  /^\d{12}$|^@[a-z0-9][a-z0-9-]*$|^self$|^amazon$|^aws-marketplace$|^aws-backup-vault$/,
);

export const watermark = text(
  'the key of a watermark: the account that set it, a colon and its name (111122223333:golden)',
  /^\d{12}:\S{1,128}$/,
);

export const imageId = text('an image id (ami-…)', /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/);

export const tagName = z
  .string()
  .regex(/^.{1,128}$/su, { error: 'expected a tag key of 1 to 128 characters' });

/** A share such as `70%`, as 70. */
export const percent = text('a share such as 70%', /^(?:[1-9]\d?|100)%$/).transform((value) =>
  Number(value.slice(0, -1)),
);

export const changesPerHour = z
  .int({ error: 'expected a whole number of changes an hour' })
  .min(1, { error: 'expected at least 1 an hour; to change nothing write remediate: none' })
  .max(1_000_000, { error: 'expected at most 1000000 an hour' });

/** A share of few such as `2%` or `0.5%`, as 0.02 or 0.005. */
export const smallShare = text('a share such as 2% or 0.5%', /^(?:(?:[1-9]\d?|0)(?:\.\d{1,2})?|100)%$/)
  .refine((value) => Number(value.slice(0, -1)) > 0, {
    error: 'expected more than 0%; to change nothing write mode: notify',
  })
  // 0.07, not 0.07000000000000001.
  .transform((value) => Number((Number(value.slice(0, -1)) / 100).toFixed(4)));

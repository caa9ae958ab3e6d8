import * as z from 'zod/mini';
import { AccountId, ImageId, InstanceId, Region } from '../model/ids.ts';

/** The words that requests are made of. */
export const words = {
  plan: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  finding: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  entry: z.string().check(z.minLength(1), z.maxLength(256)),
  content: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  rule: z.string().check(z.minLength(1), z.maxLength(128)),
  text: z.string().check(z.regex(/\S/), z.maxLength(500)),
  owner: z.string().check(z.regex(/\S/), z.maxLength(200)),
  ticket: z.string().check(z.regex(/\S/), z.maxLength(200)),
  /** An instant, with its offset: kept as it is written, for a proof is of the text. */
  until: z.string().check(
    z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/),
    z.refine((text) => Number.isFinite(Date.parse(text)), 'no such instant'),
  ),
};

/** An image, or an account-region. */
export const place = { account: AccountId, region: Region, image: z.exactOptional(ImageId) };

/** A subject of any kind, which is not an image and an instance at once. */
export const subject = { ...place, instance: z.exactOptional(InstanceId) };

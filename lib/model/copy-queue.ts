import * as z from 'zod/mini';
import { ImageId } from './ids.ts';

const text = z.string();

const Ticket = z.object({
  image: ImageId,
  /** How many snapshots are copied with it. */
  snapshots: z.number(),
  askedAt: text,
  /** ISO 8601; null while it waits. */
  startedAt: z.nullable(text),
  /** When it was expected to start, as it was last said; null when nobody could know. */
  expectedAt: z.nullable(text),
  /** Who does not ask again by then has gone away. */
  renewBy: text,
});

/** Copies of images in one account and region, those under way and those that wait their turn, in the order in which they asked. */
export const CopyQueueSchema = z.object({
  tickets: z.array(Ticket),
  /** How long the copies of late took; null as long as none has been timed. */
  secondsPerCopy: z.nullable(z.number()),
});

export type CopyQueue = z.infer<typeof CopyQueueSchema>;
export type CopyTicket = CopyQueue['tickets'][number];

export const EMPTY_QUEUE: CopyQueue = { tickets: [], secondsPerCopy: null };

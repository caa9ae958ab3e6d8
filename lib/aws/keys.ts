import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isImage, isInstance, type SubjectRef } from '../model/subject.ts';

/** The primary key of one item of the journal's table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The partition of everything about one subject: its findings, plans, entries and own requests. */
export const subjectPartition = (ref: SubjectRef): string => {
  const place = `${ref.account}#${ref.region}`;
  if (isImage(ref)) return `image#${place}#${ref.image}`;
  return isInstance(ref) ? `instance#${place}#${ref.instance}` : `account-region#${place}`;
};

/** The kinds of items in a subject's partition; the first part of their sort keys. */
export type SubjectItem = 'finding' | 'plan' | 'entry' | 'request' | 'lease';

/** The key of one item of a subject. */
export const subjectItem = (ref: SubjectRef, kind: SubjectItem, id: string): ItemKey => ({
  pk: subjectPartition(ref),
  sk: `${kind}#${id}`,
});

/** Malformed records lie in partitions of their own: they name no image. */
export const malformedItem = (id: string): ItemKey => ({ pk: `malformed#${id}`, sk: 'malformed' });

/** One counter for each limit and clock hour (`2026-03-01T10`) or day, so that no partition is written for ever. */
export const limitItem = (key: string, window: string): ItemKey => ({
  pk: `limit#${key}#${window}`,
  sk: 'limit',
});

/** What was counted in a limit's window already. */
export const countedItem = (key: string, window: string, once: string): ItemKey => ({
  pk: `limit#${key}#${window}`,
  sk: `counted#${once}`,
});

/** Which subject a plan is for, by the plan's id alone. */
export const planItem = (id: string): ItemKey => ({ pk: `plan#${id}`, sk: 'plan' });

/** What is due in a clock hour (`2026-03-01T10`), spread over shards; it sorts by its instant. */
export const dueItem = (hour: string, shard: number, dueAt: string, id: string): ItemKey => ({
  pk: duePartition(hour, shard),
  sk: `${dueAt}#${id}`,
});
export const duePartition = (hour: string, shard: number): string => `due#${hour}#${String(shard)}`;

/** From which hour on a shard may still hold something due. */
export const dueCursor = (shard: number): ItemKey => ({ pk: `due-from#${String(shard)}`, sk: 'due-from' });

/** The lines of a gathering, spread over shards: the digest of a large organisation has thousands. */
export const gatheringPartition = (gathering: string, shard: number): string =>
  `gathering#${gathering}#${String(shard)}`;

/** Up to where a gathering was told. */
export const gatheringTold = (gathering: string): ItemKey => ({ pk: `gathering#${gathering}`, sk: 'told' });

/** An announcement's marks. */
export const announcementItem = (id: string): ItemKey => ({ pk: `announcement#${id}`, sk: 'announcement' });

/** A key in DynamoDB's form. */
export const keyAttributes = ({ pk, sk }: ItemKey): { pk: AttributeValue; sk: AttributeValue } => ({
  pk: { S: pk },
  sk: { S: sk },
});

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ImageRef } from '../model/image.ts';

/** The primary key of one item of the journal's table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The partition of everything about one image: its findings, plans, entries and own requests. */
export const imagePartition = (ref: ImageRef): string => `image#${ref.account}#${ref.region}#${ref.image}`;

/** The kinds of items in an image's partition; the first part of their sort keys. */
export type ImageItem = 'finding' | 'plan' | 'entry' | 'request';

/** The key of one item of an image. */
export const imageItem = (ref: ImageRef, kind: ImageItem, id: string): ItemKey => ({
  pk: imagePartition(ref),
  sk: `${kind}#${id}`,
});

/** Malformed records lie in partitions of their own: they name no image. */
export const malformedItem = (id: string): ItemKey => ({ pk: `malformed#${id}`, sk: 'malformed' });

/** One counter for each limit and clock hour (`2026-03-01T10`), so that no partition is written for ever. */
export const limitItem = (key: string, hour: string): ItemKey => ({
  pk: `limit#${key}#${hour}`,
  sk: 'limit',
});

/** A key in DynamoDB's form. */
export const keyAttributes = ({ pk, sk }: ItemKey): { pk: AttributeValue; sk: AttributeValue } => ({
  pk: { S: pk },
  sk: { S: sk },
});

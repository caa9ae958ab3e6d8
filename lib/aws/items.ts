import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod/mini';
import { parseDocument, unreadable } from '../model/parse-document.ts';
import type { ItemKey } from './keys.ts';

/** One item as DynamoDB gives it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The form of `doc`. A document is one JSON string, not a marshalled map: it is smaller (a map pays for the name and type of
 * every member of every principal), legible in the console, and needs no marshalling code in the bundles. What conditions
 * look at stands beside it as attributes of its own.
 */
const VERSION = '1';

// DynamoDB holds 400 KB an item. An outcome names up to 1,000 grants three times over, 450 KB when all are units; their
// ARNs repeat themselves, and gzip makes some 20 KB of it. Small documents stay legible.
const PLAIN_BYTES = 32 * 1024;

/** The attributes that hold a document: its JSON, as a string or, if it is longer than `plainBytes` (32 KiB unless told), as gzip. */
export const documentAttributes = (
  document: object,
  plainBytes = PLAIN_BYTES,
): { doc: AttributeValue; v: AttributeValue } => {
  const json = JSON.stringify(document);
  const bytes = Buffer.byteLength(json);
  return { doc: bytes <= plainBytes ? { S: json } : { B: gzipSync(json) }, v: { N: VERSION } };
};

/** The JSON of an item's document; null when it has none. Throws when it is compressed and broken. */
export const jsonOf = (doc: AttributeValue | undefined): string | null => {
  if (doc?.S !== undefined) return doc.S;
  return doc?.B === undefined ? null : gunzipSync(doc.B).toString('utf8');
};

/** The document of an item, checked. Throws a `Fault` of code `Unreadable`: what cannot be read is never taken for nothing. */
export const readDocument = <T>(key: ItemKey, item: Item, schema: z.ZodMiniType<T>): T => {
  const where = `${key.pk} ${key.sk}`;
  if (item['v']?.N !== VERSION)
    throw unreadable(where, `version ${item['v']?.N ?? 'missing'}, expected ${VERSION}`);
  const json = textOf(where, item);
  if (json === null) throw unreadable(where, 'no document');
  return parseDocument(where, json, schema);
};

const textOf = (where: string, item: Item): string | null => {
  try {
    return jsonOf(item['doc']);
  } catch (error) {
    throw unreadable(where, 'the document is no JSON', error);
  }
};

/** A number attribute; NaN when it is not there, which compares as neither more nor less. */
export const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 'NaN');

/** An instant as DynamoDB's TTL takes it: whole seconds since the epoch. */
export const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** What lets DynamoDB delete an item so many days after an instant (ISO 8601); nothing for 0 days. */
export const expiry = (at: string, days: number): { expiresAt?: AttributeValue } =>
  days === 0 ? {} : { expiresAt: { N: String(epochSeconds(new Date(Date.parse(at) + days * DAY_MS))) } };

const DAY_MS = 24 * 60 * 60 * 1000;

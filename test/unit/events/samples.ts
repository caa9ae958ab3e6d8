import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const Expected = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('change'),
    event: z.string(),
    account: z.string(),
    region: z.string(),
    images: z.array(z.string()),
    snapshots: z.array(z.string()),
    instances: z.array(z.strictObject({ instance: z.string(), image: z.nullable(z.string()) })),
    touches: z.array(z.string()),
    outcome: z.looseObject({ kind: z.enum(['done', 'refused']) }),
    detail: z.looseObject({ kind: z.string() }),
    at: z.optional(z.string()),
    actor: z.optional(z.nullable(z.looseObject({ kind: z.string() }))),
  }),
  z.strictObject({
    kind: z.enum(['ignored', 'malformed']),
    event: z.nullable(z.string()),
    account: z.nullable(z.string()),
    region: z.nullable(z.string()),
    reason: z.string(),
  }),
]);

const Manifest = z.strictObject({
  about: z.string(),
  shapes: z.record(z.string(), z.string()),
  events: z.array(
    z.strictObject({
      file: z.string(),
      event: z.string(),
      case: z.enum(['success', 'failure', 'odd', 'malformed', 'other']),
      shows: z.string().min(5),
      shape: z.string(),
      expect: Expected,
    }),
  ),
});

const FOLDER = new URL('../../../events/', import.meta.url);

/** The shipped sample events' manifest: what parse has to make of each file. */
export const manifest = Manifest.parse(JSON.parse(readFileSync(new URL('manifest.json', FOLDER), 'utf8')));

/** The files in the folder, the manifest left out. */
export const sampleFiles: readonly string[] = readdirSync(FOLDER).filter((name) => name !== 'manifest.json');

/** One sample event's JSON. */
export const sample = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as unknown;

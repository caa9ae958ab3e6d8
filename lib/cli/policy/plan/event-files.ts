import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const EVENTS = /\.(?:json|jsonl|ndjson)(?:\.gz)?$/;
// What CloudTrail puts beside its logs: hashes of them, and its own statistics.
const NO_LOGS = new Set(['CloudTrail-Digest', 'CloudTrail-Insight']);

/**
 * The files of events that these paths name: files as they are, and of folders every JSON file in and below, in the order of
 * their names. Links to folders are not followed. Rejects with Node's error.
 */
export async function* eventFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (path !== '-' && (await stat(path)).isDirectory()) yield* below(path);
    else yield path;
  }
}

async function* below(folder: string): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NO_LOGS.has(entry.name)) yield* below(path);
    } else if (EVENTS.test(entry.name)) yield path;
  }
}

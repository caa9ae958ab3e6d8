import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { imageRef, record, revoke } from '../../contract/journal-samples.ts';

/** What a process that shares a journal with others was given. */
export interface Held {
  readonly name: string;
  /** How much of a limit of 60. */
  readonly taken: number;
  /** Whether its finding was the one that was put. */
  readonly isFirst: boolean;
}

// Run as `node writer-process.ts FILE NAME`: opens the file, writes to it, and prints what it was given.
const [path = '', name = ''] = process.argv.slice(2);
const ref = imageRef(1);
const { journal, close } = sqliteJournal({
  path,
  clock: { now: () => new Date('2026-03-01T12:00:00.000Z') },
});
const at = '2026-03-01T10:00:00.000Z';
let taken = 0;
for (let n = 0; n < 50; n += 1) {
  await journal.append({ kind: 'intent', at, ref, planId: name, action: revoke, before: {} });
  if (await journal.takeFromLimit('rule/a', at, 1, 60)) taken += 1;
}
const mine = { ...record(ref, 'f1', '2026-03-01T10:00:02.000Z'), contentHash: name };
const isFirst = await journal.putFinding(mine, null);
close();
process.stdout.write(JSON.stringify({ name, taken, isFirst } satisfies Held));

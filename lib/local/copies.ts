import { CopyQueueSchema, EMPTY_QUEUE } from '../model/copy-queue.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, type Database, textOf } from './database.ts';

/** The part of the journal that keeps the queue of copies of each account and region. */
export const localCopies = (database: Database): Pick<Journal, 'copyQueue' | 'putCopyQueue'> => {
  const { connection } = database;
  const read = connection.prepare(
    'SELECT version, document FROM copy_queue WHERE account = ? AND region = ?',
  );
  const insert = connection.prepare(
    'INSERT INTO copy_queue (account, region, version, document) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING',
  );
  const update = connection.prepare(
    'UPDATE copy_queue SET version = version + 1, document = ? WHERE account = ? AND region = ? AND version = ?',
  );
  return {
    copyQueue: ({ account, region }) =>
      attempt(database, 'ReadCopyQueue', () => {
        const row = read.get(account, region);
        if (row === undefined) return { queue: EMPTY_QUEUE, version: 0 };
        const document = textOf(row, 'document');
        const queue = parseDocument(`copies of ${account}/${region}`, document, CopyQueueSchema);
        return { queue, version: Number(row['version']) };
      }),
    putCopyQueue: ({ account, region }, queue, version) =>
      attempt(database, 'PutCopyQueue', () => {
        const document = JSON.stringify(queue);
        const { changes } =
          version === 0
            ? insert.run(account, region, document)
            : update.run(document, account, region, version);
        return changes === 1;
      }),
  };
};

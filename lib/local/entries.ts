import { entryId } from '../model/entry-id.ts';
import { Fault } from '../model/fault.ts';
import type { JournalEntry } from '../model/journal.ts';
import { EntrySchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import { isImage, subjectKey } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, textOf, type Database } from './database.ts';

/** The part of the journal that only ever grows; the file itself refuses to change an entry. `token` answers a new unique text. */
export const localEntries = (
  database: Database,
  token: () => string,
): Pick<Journal, 'append' | 'entries' | 'entry'> => {
  const { connection } = database;
  const insert = connection.prepare(`
    INSERT INTO entry (subject, id, account, region, image, document) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`);
  const all = connection.prepare('SELECT id, document FROM entry WHERE subject = ? AND id >= ? ORDER BY id');
  const one = connection.prepare('SELECT id, document FROM entry WHERE subject = ? AND id = ?');
  let appended = 0;

  const entryOf = (subject: string, row: ReturnType<typeof one.get> & object): JournalEntry =>
    parseDocument(`entry ${textOf(row, 'id')} of ${subject}`, textOf(row, 'document'), EntrySchema);

  return {
    append: (entry) =>
      attempt(database, 'AppendEntry', () => {
        const { ref } = entry;
        appended += 1;
        const id = entryId(entry.at, appended, token());
        const document = JSON.stringify({ ...entry, id });
        const image = isImage(ref) ? ref.image : null;
        const { changes } = insert.run(subjectKey(ref), id, ref.account, ref.region, image, document);
        if (changes === 1) return id;
        throw new Fault('AppendEntry', 'Collision', `entry ${id} is there already`, { retryable: true });
      }),
    entries: (ref, since) =>
      attempt(database, 'ReadEntries', () => {
        // As ids begin: all with milliseconds.
        const from = since === undefined ? '' : new Date(since).toISOString();
        return all.all(subjectKey(ref), from).map((row) => entryOf(subjectKey(ref), row));
      }),
    entry: (ref, id) =>
      attempt(database, 'ReadEntry', () => {
        const row = one.get(subjectKey(ref), id);
        return row === undefined ? null : entryOf(subjectKey(ref), row);
      }),
  };
};

import { entryId } from '../model/entry-id.ts';
import { Fault } from '../model/fault.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Journal, NewEntry } from '../ports/journal.ts';
import { documentAttributes, expiry, readDocument, type Item } from './items.ts';
import { EntrySchema } from '../model/journal-schema.ts';
import { subjectItem, subjectPartition } from './keys.ts';
import { getItem, putNew, queryItems, type Table } from './table.ts';

const entryOf = (ref: SubjectRef, item: Item): JournalEntry =>
  readDocument({ pk: subjectPartition(ref), sk: item['sk']?.S ?? '' }, item, EntrySchema);

/** The part of the journal that only ever grows, unless entries are kept for some days (0: for good). */
export const journalEntries = (
  table: Table,
  keptDays: number,
): Pick<Journal, 'append' | 'entries' | 'entry'> => {
  let appended = 0;

  const append = async (entry: NewEntry): Promise<string> => {
    appended += 1;
    const id = entryId(entry.at, appended, table.token());
    const holds = await putNew(table, subjectItem(entry.ref, 'entry', id), {
      ...documentAttributes({ ...entry, id }),
      ...expiry(entry.at, keptDays),
    });
    if (!holds) throw new Fault('PutItem', 'Collision', `entry ${id} is there already`, { retryable: true });
    return id;
  };

  return {
    append,
    entries: async (ref, since) => {
      // As ids begin: all with milliseconds.
      const from = since === undefined ? '' : new Date(since).toISOString();
      const items = await queryItems(table, subjectPartition(ref), 'entry#', from);
      return items.map((item) => entryOf(ref, item));
    },
    entry: async (ref, id) => {
      const item = await getItem(table, subjectItem(ref, 'entry', id));
      return item && entryOf(ref, item);
    },
  };
};

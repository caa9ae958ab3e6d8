import { Fault } from '../model/fault.ts';
import type { ImageRef } from '../model/image.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Journal, NewEntry } from '../ports/journal.ts';
import { documentAttributes, readDocument, type Item } from './items.ts';
import { EntrySchema } from './journal-schema.ts';
import { imageItem, imagePartition } from './keys.ts';
import { getItem, putNew, queryItems, type Table } from './table.ts';

const entryOf = (ref: ImageRef, item: Item): JournalEntry =>
  readDocument({ pk: imagePartition(ref), sk: item['sk']?.S ?? '' }, item, EntrySchema);

/**
 * The part of the journal that only ever grows. An id is `<ISO time>#<number>-<random>`: it sorts by time; the number rises
 * with each entry of this process, so that two entries of one millisecond keep their order; the random part keeps two
 * processes apart, whose entries of one millisecond have no order that anybody could know.
 */
export const journalEntries = (table: Table): Pick<Journal, 'append' | 'entries' | 'entry'> => {
  let appended = 0;

  const append = async (entry: NewEntry): Promise<string> => {
    // All with milliseconds: as texts, `11:00:00Z` would come after `11:00:00.500Z`.
    const time = new Date(entry.at).toISOString();
    appended += 1;
    const id = `${time}#${appended.toString(36).padStart(6, '0')}-${table.token().slice(0, 8)}`;
    const holds = await putNew(
      table,
      imageItem(entry.ref, 'entry', id),
      documentAttributes({ ...entry, id }),
    );
    if (!holds) throw new Fault('PutItem', 'Collision', `entry ${id} is there already`, { retryable: true });
    return id;
  };

  return {
    append,
    entries: async (ref) =>
      (await queryItems(table, imagePartition(ref), 'entry#')).map((item) => entryOf(ref, item)),
    entry: async (ref, id) => {
      const item = await getItem(table, imageItem(ref, 'entry', id));
      return item && entryOf(ref, item);
    },
  };
};

import { DirtyMarkSchema } from '../model/journal-schema.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { documentAttributes, readDocument } from './items.ts';
import type { ItemKey } from './keys.ts';
import { getItem, putNew, type Table } from './table.ts';

const markItem = ({ account, region }: AccountRegion): ItemKey => ({
  pk: `place#${account}#${region}`,
  sk: 'dirty',
});

/** The part of the journal that remembers which account-regions must be swept. */
export const journalDirty = (table: Table): Pick<Journal, 'markDirty' | 'dirtyMark'> => ({
  markDirty: (mark) => putNew(table, markItem(mark), documentAttributes(mark)),
  dirtyMark: async (place) => {
    const key = markItem(place);
    const item = await getItem(table, key);
    return item && readDocument(key, item, DirtyMarkSchema);
  },
});

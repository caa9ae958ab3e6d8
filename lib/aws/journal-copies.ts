import { CopyQueueSchema, EMPTY_QUEUE } from '../model/copy-queue.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { documentAttributes, numberOf, readDocument } from './items.ts';
import type { ItemKey } from './keys.ts';
import { getItem, putNew, type Table, updateIf } from './table.ts';

const queueItem = ({ account, region }: AccountRegion): ItemKey => ({
  pk: `place#${account}#${region}`,
  sk: 'copies',
});

/**
 * The queue of copies, one item for each account and region. One clause, `same`: it is still the version that was read, so that
 * two workers never give away the same slot.
 *
 *   worker A                                worker B
 *   reads version 7: 19 under way           reads version 7: 19 under way
 *   7 -> 8, A's copy is the 20th
 *                                           7? it is 8 -> false: B reads again, and waits its turn
 */
export const journalCopies = (table: Table): Pick<Journal, 'copyQueue' | 'putCopyQueue'> => ({
  copyQueue: async (place) => {
    const key = queueItem(place);
    const item = await getItem(table, key);
    return item === null
      ? { queue: EMPTY_QUEUE, version: 0 }
      : { queue: readDocument(key, item, CopyQueueSchema), version: numberOf(item, 'version') };
  },
  putCopyQueue: (place, queue, version) => {
    const attributes = documentAttributes(queue);
    if (version === 0) return putNew(table, queueItem(place), { ...attributes, version: { N: '1' } });
    return updateIf(table, queueItem(place), {
      set: '#doc = :doc, #version = :next',
      condition: '#version = :version',
      names: { '#doc': 'doc', '#version': 'version' },
      values: {
        ':doc': attributes.doc,
        ':version': { N: String(version) },
        ':next': { N: String(version + 1) },
      },
    });
  },
});

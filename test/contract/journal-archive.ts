import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalArchive } from '../../lib/ports/journal-archive.ts';

/** An archive, and what is really at a place that it named. */
export interface ArchiveStore {
  readonly archive: JournalArchive;
  readonly contentOf: (place: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What every JournalArchive does, wherever it is. */
export const archiveContract = (name: string, start: () => Promise<ArchiveStore>): void => {
  describe(`an archive in ${name}`, () => {
    let store: ArchiveStore;
    const putText = async (part: string, text: string): Promise<string> => {
      const draft = join(store.archive.drafts, `.${randomUUID()}`);
      await writeFile(draft, text);
      try {
        return await store.archive.put(part, draft);
      } finally {
        await rm(draft);
      }
    };

    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store.close());

    it('is empty at first', async () => {
      expect(await store.archive.names()).toEqual([]);
    });

    it('takes parts, and names them', async () => {
      const place = await putText('b.gz', 'the second');
      await putText('a.gz', 'the first');
      expect((await store.archive.names()).toSorted()).toEqual(['a.gz', 'b.gz']);
      expect(await store.contentOf(place)).toBe('the second');
    });

    it('never replaces one', async () => {
      const place = await putText('c.gz', 'as it was');
      await expect(putText('c.gz', 'another')).rejects.toMatchObject({ name: 'Fault', retryable: false });
      expect(await store.contentOf(place)).toBe('as it was');
    });
  });
};

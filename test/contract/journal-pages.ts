import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountId, InstanceId } from '../../lib/model/ids.ts';
import type { JournalEntry } from '../../lib/model/journal.ts';
import type { SubjectRef } from '../../lib/model/subject.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import type { EntryFilter, JournalPages, UnreadableEntry } from '../../lib/ports/journal-pages.ts';
import { cause, imageRef } from './journal-samples.ts';

/** A journal that can be written and read whole; `spoil` puts an entry of no known form beside what is there. */
export interface PagedStore {
  readonly journal: Journal;
  readonly pages: JournalPages;
  readonly spoil: (ref: ReturnType<typeof imageRef>, id: string, document: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Reading {
  readonly entries: readonly JournalEntry[];
  readonly unreadable: readonly UnreadableEntry[];
  readonly pages: number;
}

const readWhole = async (pages: JournalPages, filter: EntryFilter): Promise<Reading> => {
  const entries: JournalEntry[] = [];
  const unreadable: UnreadableEntry[] = [];
  let cursor: string | null = null;
  let count = 0;
  do {
    const page = await pages.read(filter, cursor);
    entries.push(...page.entries);
    unreadable.push(...page.unreadable);
    cursor = page.next;
    count += 1;
  } while (cursor !== null);
  return { entries, unreadable, pages: count };
};

const here = imageRef(1);
const elsewhere = imageRef(1, 'us-west-2');
const other = imageRef(2);
const theirs = { ...imageRef(3), account: AccountId.parse('222233334444') };
const place = { account: here.account, region: here.region };
const instance = { ...place, instance: InstanceId.parse('i-00000000000000001') };

/** What every JournalPages does, whatever keeps the journal. */
export const pagesContract = (name: string, start: () => Promise<PagedStore>): void => {
  describe(`the journal read whole from ${name}`, () => {
    let store: PagedStore;
    const attempt = (ref: SubjectRef, at: string): Promise<string> =>
      store.journal.append({ kind: 'attempt', at, ref, cause });
    const idsOf = async (filter: EntryFilter): Promise<readonly string[]> =>
      (await readWhole(store.pages, filter)).entries.map(({ id }) => id).sort();

    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store.close());

    it('is empty when nothing was ever written', async () => {
      expect(await readWhole(store.pages, {})).toEqual({ entries: [], unreadable: [], pages: 1 });
    });

    describe('with entries of four images, an instance and a place', () => {
      let ids: Readonly<
        Record<'here1' | 'here2' | 'here3' | 'elsewhere' | 'other' | 'theirs' | 'place' | 'instance', string>
      >;

      beforeAll(async () => {
        ids = {
          here2: await attempt(here, '2026-03-01T10:00:00.500Z'),
          here1: await attempt(here, '2026-03-01T10:00:00Z'),
          here3: await attempt(here, '2026-03-02T10:00:00.000Z'),
          elsewhere: await attempt(elsewhere, '2026-03-01T11:00:00.000Z'),
          other: await attempt(other, '2026-03-01T12:00:00.000Z'),
          theirs: await attempt(theirs, '2026-03-01T13:00:00.000Z'),
          place: await attempt(place, '2026-03-01T14:00:00.000Z'),
          instance: await attempt(instance, '2026-03-01T15:00:00.000Z'),
        };
        // What is no entry is not read as one.
        await store.journal.noteOwnRequest(here, 'r-1');
        await store.journal.takeFromLimit('rule/a', '2026-03-01T10:00:00.000Z', 1, 5);
      });

      it('gives every entry once and whole, those of one subject oldest first', async () => {
        const { entries } = await readWhole(store.pages, {});
        expect(entries.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
        const ofHere = entries.filter(({ ref }) => JSON.stringify(ref) === JSON.stringify(here));
        expect(ofHere).toEqual([
          { kind: 'attempt', id: ids.here1, at: '2026-03-01T10:00:00Z', ref: here, cause },
          { kind: 'attempt', id: ids.here2, at: '2026-03-01T10:00:00.500Z', ref: here, cause },
          { kind: 'attempt', id: ids.here3, at: '2026-03-02T10:00:00.000Z', ref: here, cause },
        ]);
      });

      it('narrows to an image, with and without its place', async () => {
        const { account, region, image } = here;
        expect(await idsOf({ account, region, image })).toEqual([ids.here1, ids.here2, ids.here3]);
        expect(await idsOf({ image })).toEqual([ids.here1, ids.here2, ids.elsewhere, ids.here3].sort());
        expect(await idsOf({ account: theirs.account, region, image })).toEqual([]);
      });

      it('narrows to an account and to a region: all that is in it', async () => {
        expect(await idsOf({ account: theirs.account })).toEqual([ids.theirs]);
        expect(await idsOf({ region: elsewhere.region })).toEqual([ids.elsewhere]);
        const all = [ids.here1, ids.here2, ids.here3, ids.other, ids.place, ids.instance];
        expect(await idsOf(place)).toEqual(all.sort());
      });

      it('has a beginning, which is in it, and an end, which is not', async () => {
        const since = '2026-03-01T10:00:00.500Z';
        const until = '2026-03-02T10:00:00Z';
        const { account, region, image } = here;
        expect(await idsOf({ account, region, image, since, until })).toEqual([ids.here2]);
        expect(await idsOf({ image, since: '2026-03-01T12:00:00+01:00' })).toEqual(
          [ids.elsewhere, ids.here3].sort(),
        );
        expect(await idsOf({ until: '2026-03-01T10:00:00.001Z' })).toEqual([ids.here1]);
        expect(await idsOf({ since: until, until })).toEqual([]);
        expect(await idsOf({ since: until, until: since })).toEqual([]);
      });

      it('names what it cannot read, and gives the rest', async () => {
        const documents = ['{"kind":"of tomorrow"}', 'no json'];
        for (const [n, document] of documents.entries()) {
          await store.spoil(other, `2026-03-01T12:00:0${String(n)}.500Z#000001-abcdefgh`, document);
        }
        const { entries, unreadable } = await readWhole(store.pages, { image: other.image });
        expect(entries.map(({ id }) => id)).toEqual([ids.other]);
        expect(unreadable).toEqual(
          documents.map((document, n) => ({
            subject: '111122223333/eu-west-1/ami-00000000000000002',
            id: `2026-03-01T12:00:0${String(n)}.500Z#000001-abcdefgh`,
            reason: expect.stringMatching(/Unreadable/) as string,
            document,
          })),
        );
      });

      it('goes on after a page, however many entries there are', async () => {
        const ref = imageRef(9);
        const since = '2027-01-01T00:00:00.000Z';
        const reason = 'x'.repeat(30_000);
        const count = 200;
        for (let n = 0; n < count; n += 1) {
          await store.journal.append({
            kind: 'attempt',
            at: new Date(Date.parse(since) + n).toISOString(),
            ref: n % 2 === 0 ? ref : theirs,
            cause: { ...cause, refused: reason },
          });
        }
        const all = await readWhole(store.pages, { since });
        expect(all.pages).toBeGreaterThan(1);
        expect(new Set(all.entries.map(({ id }) => id)).size).toBe(count);
        const one = await readWhole(store.pages, { ...ref, since });
        expect(one.pages).toBeGreaterThan(0);
        expect(one.entries).toHaveLength(count / 2);
        expect(one.entries.map(({ at }) => at)).toEqual(one.entries.map(({ at }) => at).sort());
      });
    });
  });
};

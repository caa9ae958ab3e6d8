import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import { sqlitePages } from '../../lib/local/sqlite-pages.ts';
import { pagesContract } from './journal-pages.ts';

pagesContract('one SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  const path = join(folder, 'journal.sqlite');
  const writer = sqliteJournal({ path, clock: { now: () => new Date('2026-03-01T12:00:00.000Z') } });
  const reader = sqlitePages(path);
  return Promise.resolve({
    journal: writer.journal,
    pages: reader.pages,
    spoil: ({ account, region, image }, id, document) => {
      const database = new DatabaseSync(path);
      database
        .prepare(
          'INSERT INTO entry (subject, id, account, region, image, document) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(`${account}/${region}/${image}`, id, account, region, image, document);
      database.close();
      return Promise.resolve();
    },
    close: () => {
      reader.close();
      writer.close();
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
});

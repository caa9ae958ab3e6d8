import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import { journalContract, type JournalStore } from './journal.ts';
import { governingContract } from './journal-governing.ts';
import { openContract } from './journal-open.ts';

const start = (): Promise<JournalStore> => {
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  const path = join(folder, 'state', 'journal.sqlite');
  const opened: { readonly close: () => void }[] = [];
  return Promise.resolve({
    open: (clock) => {
      const local = sqliteJournal({ path, clock });
      opened.push(local);
      return local.journal;
    },
    close: () => {
      for (const local of opened) local.close();
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
};
journalContract('one SQLite file', start);
governingContract('one SQLite file', start);
openContract('one SQLite file', start, 501);

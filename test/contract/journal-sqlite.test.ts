import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import { journalContract } from './journal.ts';

journalContract('one SQLite file', () => {
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
});

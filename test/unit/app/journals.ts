import { afterAll } from 'vitest';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import type { Journal } from '../../../lib/ports/journal.ts';

/** Answers what makes an empty journal for a test of a file: the one of one machine, in memory, which keeps what every journal keeps. */
export const journals = (): (() => Promise<Journal>) => {
  const open: (() => void)[] = [];
  afterAll(() => {
    for (const close of open) close();
  });
  return () => {
    // Before any test plays, so that nothing is old enough to be forgotten.
    const clock = { now: () => new Date('2026-01-01T00:00:00.000Z') };
    const { journal, close } = sqliteJournal({ path: ':memory:', clock });
    open.push(close);
    return Promise.resolve(journal);
  };
};

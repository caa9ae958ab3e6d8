import type { SQLInputValue } from 'node:sqlite';
import { Fault } from '../model/fault.ts';
import type { JournalEntry } from '../model/journal.ts';
import { EntrySchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import { subjectKey } from '../model/subject.ts';
import type { EntryFilter, EntryPage, JournalPages, UnreadableEntry } from '../ports/journal-pages.ts';
import { attempt, openDatabase, textOf, type Database } from './database.ts';

// A page is the less of both: an outcome with a thousand grants is half a megabyte.
const PAGE_ENTRIES = 500;
const PAGE_CHARACTERS = 4_000_000;

/** The journal of a file, to be read whole, all of it by time. Throws a `Fault` for a file that is missing, no journal, or of a newer form. */
export const sqlitePages = (path: string): { readonly pages: JournalPages; readonly close: () => void } => {
  const database = openDatabase(path, 'read');
  return {
    pages: {
      read: (filter, cursor) => attempt(database, 'ReadJournal', () => readPage(database, filter, cursor)),
    },
    close: () => {
      database.connection.close();
    },
  };
};

interface Clause {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

// An id begins with the entry's time, and is longer: `2026-03-01T10:00:00.000Z` sorts before all ids of that instant.
const clausesOf = (filter: EntryFilter, cursor: string | null): readonly Clause[] => {
  const { account, region, image, since, until } = filter;
  const isOne = account !== undefined && region !== undefined && image !== undefined;
  return [
    ...(isOne ? [{ sql: 'subject = ?', values: [subjectKey({ account, region, image })] }] : []),
    ...(account === undefined ? [] : [{ sql: 'account = ?', values: [account] }]),
    ...(region === undefined ? [] : [{ sql: 'region = ?', values: [region] }]),
    ...(image === undefined ? [] : [{ sql: 'image = ?', values: [image] }]),
    ...(since === undefined ? [] : [{ sql: 'id >= ?', values: [new Date(since).toISOString()] }]),
    ...(until === undefined ? [] : [{ sql: 'id < ?', values: [new Date(until).toISOString()] }]),
    ...(cursor === null ? [] : [{ sql: '(id, subject) > (?, ?)', values: placeOf(cursor) }]),
  ];
};

const readPage = ({ connection }: Database, filter: EntryFilter, cursor: string | null): EntryPage => {
  const clauses = clausesOf(filter, cursor);
  const where = clauses.length === 0 ? '' : `WHERE ${clauses.map(({ sql }) => sql).join(' AND ')}`;
  const statement = connection.prepare(
    `SELECT subject, id, document FROM entry ${where} ORDER BY id, subject LIMIT ${String(PAGE_ENTRIES)}`,
  );
  const entries: JournalEntry[] = [];
  const unreadable: UnreadableEntry[] = [];
  let characters = 0;
  for (const row of statement.iterate(...clauses.flatMap(({ values }) => values))) {
    const [subject, id, document] = [textOf(row, 'subject'), textOf(row, 'id'), textOf(row, 'document')];
    try {
      entries.push(parseDocument(`entry ${id} of ${subject}`, document, EntrySchema));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unreadable.push({ subject, id, reason: error.message, document });
    }
    characters += document.length;
    const isFull = entries.length + unreadable.length === PAGE_ENTRIES || characters >= PAGE_CHARACTERS;
    if (isFull) return { entries, unreadable, next: JSON.stringify([id, subject]) };
  }
  return { entries, unreadable, next: null };
};

const placeOf = (cursor: string): readonly [id: string, subject: string] => {
  const place = JSON.parse(cursor) as unknown;
  if (Array.isArray(place) && typeof place[0] === 'string' && typeof place[1] === 'string') {
    return [place[0], place[1]];
  }
  throw new TypeError(`no cursor of a journal: ${cursor}`);
};

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { Fault } from '../model/fault.ts';
import { toFault } from './faults.ts';
import { MIGRATIONS } from './migrations.ts';

/** An open file of the journal. */
export interface Database {
  readonly path: string;
  readonly connection: DatabaseSync;
}

// `amiw` in ASCII: by it the file is known as ours (sqlite.org/pragma.html, application_id).
const APPLICATION = 0x61_6d_69_77;

// Another process holds the file for the milliseconds of one write.
const PATIENCE_MS = 10_000;

/**
 * Opens the journal in a file. `write` makes file and folder where there is none, for their owner alone, and brings an older
 * form up to date; `read` changes nothing. `patienceMs` is how long it waits for another process that writes. Throws a `Fault` for a file that is missing, foreign, broken or of a newer form.
 */
export const openDatabase = (
  path: string,
  use: 'read' | 'write',
  patienceMs: number = PATIENCE_MS,
): Database => {
  if (use === 'write') makeFile(path);
  else if (!existsSync(path)) throw refused('NotFound', `there is no journal ${path}`);
  try {
    const connection = new DatabaseSync(path, { readOnly: use === 'read', timeout: patienceMs });
    try {
      // Before anything is written to it: a foreign file stays as it is.
      inTransaction(connection, 'DEFERRED', () => checkForm(path, connection));
      if (use === 'write') prepare(path, connection);
      return { path, connection };
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw toFault('OpenJournal', path, error);
  }
};

// SQLite would make it readable for all: it names people and their accounts. Its -wal and -shm files take its rights.
const makeFile = (path: string): void => {
  // SQLite's own word for a journal that is gone with the process.
  if (path === ':memory:') return;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault('OpenJournal', 'CannotOpen', `${path}: ${why}`, { retryable: false, cause: error });
  }
};

const prepare = (path: string, connection: DatabaseSync): void => {
  // Readers go on while somebody writes. FULL: an intent is on the disk before its write is sent.
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  inTransaction(connection, 'IMMEDIATE', () => {
    const form = checkForm(path, connection);
    for (const statements of MIGRATIONS.slice(form)) connection.exec(statements);
    if (form === MIGRATIONS.length) return;
    connection.exec(`PRAGMA user_version = ${String(MIGRATIONS.length)}`);
    connection.exec(`PRAGMA application_id = ${String(APPLICATION)}`);
  });
};

/** The version of the file's form; 0 for a file with nothing in it. */
const checkForm = (path: string, connection: DatabaseSync): number => {
  const form = pragma(connection, 'user_version');
  const application = pragma(connection, 'application_id');
  const isEmpty = connection.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
  if (application !== APPLICATION && !(isEmpty && form === 0 && application === 0)) {
    throw refused('NotAJournal', `${path} is a database of something else, no journal of ami-warden`);
  }
  if (form > MIGRATIONS.length) {
    throw refused(
      'NewerForm',
      `${path} has form ${String(form)}, made by a newer ami-warden; this one knows form ` +
        `${String(MIGRATIONS.length)} and leaves it alone: use the newer one`,
    );
  }
  return form;
};

const refused = (code: string, message: string): Fault =>
  new Fault('OpenJournal', code, message, { retryable: false });

const pragma = (connection: DatabaseSync, name: 'user_version' | 'application_id'): number =>
  Number(connection.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);

/**
 * Runs statements as one; taken back when one throws. DEFERRED sees one state of the file throughout; IMMEDIATE also takes the
 * right to write at once, so that what was read cannot change before it.
 */
export const inTransaction = <T>(
  connection: DatabaseSync,
  kind: 'DEFERRED' | 'IMMEDIATE',
  work: () => T,
): T => {
  connection.exec(`BEGIN ${kind}`);
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk, for one, has rolled back already.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
};

/** Runs what SQLite does at once as the promise that a port wants; what SQLite throws becomes a `Fault`. */
export const attempt = <T>({ path }: Database, operation: string, work: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    try {
      resolve(work());
    } catch (error) {
      const fault = toFault(operation, path, error);
      reject(fault instanceof Error ? fault : new Error(String(fault)));
    }
  });

/** A text column of a row. Throws when it is none: every column read by it is declared so. */
export const textOf = (row: Readonly<Record<string, SQLOutputValue>>, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`);
  return value;
};

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../../lib/model/fault.ts';
import { MIGRATIONS } from '../../../lib/local/migrations.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { sqlitePages } from '../../../lib/local/sqlite-pages.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import { cause, imageRef, record } from '../../contract/journal-samples.ts';
import { ownFolder } from './folder.ts';

const clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };
const ref = imageRef(1);

const open = (path: string): Journal => {
  const { journal, close } = sqliteJournal({ path, clock });
  onTestFinished(close);
  return journal;
};

const onFile = (path: string, statements: string): unknown => {
  const database = new DatabaseSync(path);
  try {
    database.exec(statements);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : error;
  } finally {
    database.close();
  }
};

const faultOf = (work: () => unknown): { readonly code: string; readonly message: string } => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('the file', () => {
  test('is made with its folder, for its owner alone, and what lies beside it too', async () => {
    const at = ownFolder();
    const path = at('a/b/journal.sqlite');
    const journal = open(path);
    await journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause });
    const rights = (name: string): string => (statSync(name).mode & 0o777).toString(8);
    expect(rights(path)).toBe('600');
    expect(rights(`${path}-wal`)).toBe('600');
    expect(rights(at('a/b'))).toBe('700');
  });

  test('keeps what was written when it is closed and opened again', async () => {
    const path = ownFolder()('journal.sqlite');
    const first = sqliteJournal({ path, clock });
    const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
    await first.journal.putFinding(put, null);
    const id = await first.journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause });
    first.close();
    const again = open(path);
    expect(await again.finding(ref, 'f1')).toEqual(put);
    expect((await again.entries(ref)).map((entry) => entry.id)).toEqual([id]);
  });

  test('itself refuses to change or drop an entry', async () => {
    const path = ownFolder()('journal.sqlite');
    await open(path).append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause });
    expect(onFile(path, "UPDATE entry SET document = '{}'")).toBe('an entry of the journal is never changed');
    expect(onFile(path, 'DELETE FROM entry')).toBe('an entry of the journal is never dropped');
    expect(await open(path).entries(ref)).toHaveLength(1);
  });

  test('of a newer form is refused and left as it is, to be written and to be read', () => {
    const path = ownFolder()('journal.sqlite');
    sqliteJournal({ path, clock }).close();
    onFile(path, 'PRAGMA user_version = 99');
    const before = readFileSync(path);
    for (const use of [() => sqliteJournal({ path, clock }), () => sqlitePages(path)]) {
      const { code, message } = faultOf(use);
      expect(code).toBe('NewerForm');
      expect(message).toContain(
        `${path} has form 99, made by a newer ami-warden; this one knows form ${String(MIGRATIONS.length)} and leaves it alone: use the newer one`,
      );
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('of an older form is brought up to date, with all that it holds, and read as it is', async () => {
    const path = ownFolder()('journal.sqlite');
    onFile(
      path,
      `${MIGRATIONS[0] ?? ''}; PRAGMA user_version = 1; PRAGMA application_id = ${String(0x616d6977)}`,
    );
    const id = '2026-03-01T10:00:00.000Z#000001-abcdefgh';
    const old = { kind: 'attempt', id, at: '2026-03-01T10:00:00.000Z', ref, cause } as const;
    onFile(
      path,
      `INSERT INTO entry VALUES ('111122223333/eu-west-1/${ref.image}', '${id}', '111122223333', 'eu-west-1', '${ref.image}', '${JSON.stringify(old)}')`,
    );
    const reader = sqlitePages(path);
    onTestFinished(reader.close);
    expect((await reader.pages.read({}, null)).entries).toEqual([old]);
    const journal = open(path);
    expect(await journal.entries(ref)).toEqual([old]);
    expect(await journal.takeLease(ref, '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:30.000Z')).toEqual({
      ref,
      number: 1,
      until: '2026-03-01T10:00:30.000Z',
    });
  });

  test('of something else is refused and left as it is', () => {
    const path = ownFolder()('other.sqlite');
    onFile(path, 'CREATE TABLE recipe (name TEXT)');
    const before = readFileSync(path);
    for (const use of [() => sqliteJournal({ path, clock }), () => sqlitePages(path)]) {
      expect(faultOf(use).code).toBe('NotAJournal');
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('that is no database at all is refused', () => {
    const path = ownFolder()('notes.txt');
    writeFileSync(path, 'Some notes that somebody took, and would like to keep as they are.\n'.repeat(20));
    expect(faultOf(() => sqliteJournal({ path, clock })).code).toBe('NotAJournal');
    expect(readFileSync(path, 'utf8').startsWith('Some notes')).toBe(true);
  });

  test('is not made by reading', () => {
    const path = ownFolder()('journal.sqlite');
    expect(faultOf(() => sqlitePages(path))).toEqual({
      code: 'NotFound',
      message: `OpenJournal: NotFound: there is no journal ${path}`,
    });
    expect(existsSync(path)).toBe(false);
  });

  test('that cannot be made is a fault that names it', () => {
    const path = ownFolder()('journal.sqlite');
    mkdirSync(path);
    const { code, message } = faultOf(() => sqliteJournal({ path, clock }));
    expect(code).toBe('CannotOpen');
    expect(message).toContain(path);
  });
});

describe('a document that cannot be read', () => {
  test('is a fault that names it, never nothing', async () => {
    const path = ownFolder()('journal.sqlite');
    const journal = open(path);
    await journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null);
    onFile(path, `UPDATE finding SET document = '{"status":"open"}'`);
    await expect(journal.findings(ref)).rejects.toThrow(
      /Unreadable: finding f1 of 111122223333\/eu-west-1\/ami-00000000000000001: finding: invalid_type/,
    );
    await expect(journal.finding(ref, 'f1')).rejects.toMatchObject({ code: 'Unreadable', retryable: false });
  });

  test('holds members that this version does not know, and keeps them', async () => {
    const path = ownFolder()('journal.sqlite');
    const journal = open(path);
    const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
    await journal.putFinding(put, null);
    onFile(path, `UPDATE finding SET document = json_set(document, '$.ofTomorrow', 5)`);
    const read = await journal.finding(ref, 'f1');
    expect(read).toEqual({ ...put, ofTomorrow: 5 });
  });
});

describe('while another process writes', () => {
  const held = (path: string): Journal => {
    const { journal, close } = sqliteJournal({ path, clock, patienceMs: 0 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    onTestFinished(() => {
      other.close();
      close();
    });
    return journal;
  };

  test('reading goes on', async () => {
    const path = ownFolder()('journal.sqlite');
    const put = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
    await open(path).putFinding(put, null);
    expect(await held(path).findings(ref)).toEqual([put]);
  });

  test('writing is a fault that may pass, when it takes too long', async () => {
    const journal = held(ownFolder()('journal.sqlite'));
    const writes = [
      () => journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null),
      () => journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause }),
      () => journal.takeFromLimit('rule/a', '2026-03-01T10:00:00.000Z', 1, 1),
      () => journal.noteOwnRequest(ref, 'r-1'),
    ];
    for (const write of writes) {
      await expect(write()).rejects.toMatchObject({ name: 'Fault', code: 'Busy', retryable: true });
    }
  });
});

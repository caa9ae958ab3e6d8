import * as z from 'zod/mini';
import { Fault } from '../model/fault.ts';
import type { FindingRecord } from '../model/journal.ts';
import { FindingDocumentSchema, ToldSchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import { subjectKey } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, textOf, type Database } from './database.ts';

const ToldMap = z.record(z.string(), ToldSchema);

// In one statement: a note that comes between two would be seen with the record before it.
const SELECT = `
  SELECT id, document, (
    SELECT json_group_object(channel, json(told.document)) FROM told
    WHERE told.subject = finding.subject AND told.finding = finding.id
  ) AS told
  FROM finding WHERE subject = ?`;

/** The part of the journal that keeps findings as they stand, and what channels were told beside them. */
export const localFindings = (
  database: Database,
): Pick<Journal, 'findings' | 'finding' | 'putFinding' | 'noteTold'> => {
  const { connection } = database;
  const all = connection.prepare(`${SELECT} ORDER BY id`);
  const one = connection.prepare(`${SELECT} AND id = ?`);
  const insert = connection.prepare(
    'INSERT INTO finding (subject, id, updated_at, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const update = connection.prepare(
    'UPDATE finding SET updated_at = ?, document = ? WHERE subject = ? AND id = ? AND updated_at = ?',
  );
  const note = connection.prepare(`
    INSERT INTO told (subject, finding, channel, document)
    SELECT subject, id, ?, ? FROM finding WHERE subject = ? AND id = ?
    ON CONFLICT DO UPDATE SET document = excluded.document`);

  const recordOf = (subject: string, row: ReturnType<typeof one.get> & object): FindingRecord => {
    const where = `finding ${textOf(row, 'id')} of ${subject}`;
    return {
      ...parseDocument(where, textOf(row, 'document'), FindingDocumentSchema),
      told: parseDocument(where, textOf(row, 'told'), ToldMap),
    };
  };

  return {
    findings: (ref) =>
      attempt(database, 'ReadFindings', () =>
        all.all(subjectKey(ref)).map((row) => recordOf(subjectKey(ref), row)),
      ),
    finding: (ref, id) =>
      attempt(database, 'ReadFinding', () => {
        const row = one.get(subjectKey(ref), id);
        return row === undefined ? null : recordOf(subjectKey(ref), row);
      }),
    putFinding: (record, expected) =>
      attempt(database, 'PutFinding', () => {
        const { id, ref } = record.finding;
        const document = JSON.stringify({ ...record, told: undefined });
        const { changes } =
          expected === null
            ? insert.run(subjectKey(ref), id, record.updatedAt, document)
            : update.run(record.updatedAt, document, subjectKey(ref), id, expected);
        return changes === 1;
      }),
    noteTold: (ref, id, channel, told) =>
      attempt(database, 'NoteTold', () => {
        const { changes } = note.run(channel, JSON.stringify(told), subjectKey(ref), id);
        if (changes === 1) return;
        const message = `no finding ${id} of ${subjectKey(ref)}`;
        throw new Fault('NoteTold', 'NotFound', message, { retryable: false });
      }),
  };
};

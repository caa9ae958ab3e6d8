import { FindingDocumentSchema, EntrySchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { SubjectsById } from '../ports/subjects-by-id.ts';
import { attempt, textOf, type Database } from './database.ts';

/** Found in the journal of this machine. */
export const localSubjects = (database: Database): SubjectsById => {
  const { connection } = database;
  const entry = connection.prepare('SELECT document FROM entry WHERE id = ?');
  const finding = connection.prepare('SELECT document FROM finding WHERE id = ?');
  return {
    ofEntry: (id) =>
      attempt(database, 'FindEntry', () => {
        const row = entry.get(id);
        return row === undefined
          ? null
          : parseDocument(`entry ${id}`, textOf(row, 'document'), EntrySchema).ref;
      }),
    ofFinding: (id) =>
      attempt(database, 'FindFinding', () => {
        const row = finding.get(id);
        return row === undefined
          ? null
          : parseDocument(`finding ${id}`, textOf(row, 'document'), FindingDocumentSchema).finding.ref;
      }),
  };
};

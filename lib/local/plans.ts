import { PlanSchema } from '../model/plan-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import { subjectKey } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, inTransaction, textOf, type Database } from './database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The part of the journal that keeps plans, and for a day the request ids of our own writes. */
export const localPlans = (
  database: Database,
  clock: Clock,
): Pick<Journal, 'putPlan' | 'plan' | 'planById' | 'noteOwnRequest' | 'isOwnRequest'> => {
  const { connection } = database;
  const insert = connection.prepare(
    'INSERT INTO plan (subject, id, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const read = connection.prepare('SELECT document FROM plan WHERE subject = ? AND id = ?');
  const readById = connection.prepare('SELECT document FROM plan WHERE id = ?');
  const note = connection.prepare(`
    INSERT INTO own_request (subject, id, expires_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at`);
  const forget = connection.prepare('DELETE FROM own_request WHERE expires_at <= ?');
  const known = connection.prepare(
    'SELECT 1 FROM own_request WHERE subject = ? AND id = ? AND expires_at > ?',
  );
  const now = (): number => clock.now().getTime();

  return {
    putPlan: (plan) =>
      attempt(
        database,
        'PutPlan',
        () => insert.run(subjectKey(plan.ref), plan.id, JSON.stringify(plan)).changes === 1,
      ),
    plan: (ref, id) =>
      attempt(database, 'ReadPlan', () => {
        const row = read.get(subjectKey(ref), id);
        if (row === undefined) return null;
        return parseDocument(`plan ${id} of ${subjectKey(ref)}`, textOf(row, 'document'), PlanSchema);
      }),
    planById: (id) =>
      attempt(database, 'ReadPlan', () => {
        const row = readById.get(id);
        return row === undefined ? null : parseDocument(`plan ${id}`, textOf(row, 'document'), PlanSchema);
      }),
    noteOwnRequest: (ref, requestId) =>
      attempt(database, 'NoteOwnRequest', () => {
        inTransaction(connection, 'IMMEDIATE', () => {
          forget.run(now());
          note.run(subjectKey(ref), requestId, now() + DAY_MS);
        });
      }),
    isOwnRequest: (ref, requestId) =>
      attempt(database, 'IsOwnRequest', () => known.get(subjectKey(ref), requestId, now()) !== undefined),
  };
};

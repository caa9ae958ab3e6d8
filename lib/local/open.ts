import { FindingDocumentSchema } from '../model/journal-schema.ts';
import { openFinding } from '../model/open-finding.ts';
import { parseDocument } from '../model/parse-document.ts';
import { subjectKey } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, textOf, type Database } from './database.ts';

const PAGE = 500;

/** The part of the journal that tells what is open in a place. */
export const localOpen = (database: Database): Pick<Journal, 'openFindings'> => {
  // Subjects of a place are `place` and `place/…`; the character after "/" is "0".
  const next = database.connection.prepare(`
    SELECT subject, id, document FROM finding
    WHERE subject >= ? AND subject < ? AND (subject, id) > (?, ?)
      AND json_extract(document, '$.status') NOT IN ('fixed', 'closed')
    ORDER BY subject, id LIMIT ${String(PAGE)}`);

  return {
    openFindings: async function* (place) {
      const key = subjectKey(place);
      for (const [least, below] of [
        [key, `${key} `],
        [`${key}/`, `${key}0`],
      ] as const) {
        let last: readonly [string, string] = ['', ''];
        let rows: readonly unknown[] = [];
        do {
          const page = await attempt(database, 'ReadOpenFindings', () => next.all(least, below, ...last));
          const row = page.at(-1);
          if (row !== undefined) last = [textOf(row, 'subject'), textOf(row, 'id')];
          rows = page;
          yield page.flatMap((one) => {
            const where = `finding ${textOf(one, 'id')} of ${textOf(one, 'subject')}`;
            const record = parseDocument(where, textOf(one, 'document'), FindingDocumentSchema);
            const short = openFinding({ ...record, told: {} });
            return short === null ? [] : [short];
          });
        } while (rows.length === PAGE);
      }
    },
  };
};

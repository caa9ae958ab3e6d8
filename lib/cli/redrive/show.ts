import type { Redriven, Survey } from '../../app/redrive.ts';
import type { HAND_FORMS } from '../by-hand/flags.ts';
import { print, type Io } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';

type Form = (typeof HAND_FORMS)[number];

/** What lies where, and why. */
export const showSurveys = async (surveys: readonly Survey[], form: Form, io: Io): Promise<void> => {
  const rows = surveys.flatMap(({ queue, lying }) =>
    lying.map(({ kind, count, oldest, example }) => [
      queue.name,
      kind,
      String(count),
      oldest.toISOString(),
      example,
    ]),
  );
  await show(io, form, {
    table: (screen) =>
      rows.length === 0 ? '' : table(['queue', 'kind', 'count', 'oldest', 'begins'], rows, screen),
    json: () =>
      jsonText(
        surveys.map(({ queue, total, seen, lying }) => ({
          queue: queue.name,
          source: queue.source,
          total,
          seen,
          lying: lying.map((one) => ({ ...one, oldest: one.oldest.toISOString() })),
        })),
      ),
  });
  const total = surveys.reduce((sum, one) => sum + one.total, 0);
  const unseen = total - surveys.reduce((sum, { seen }) => sum + seen, 0);
  const more = unseen > 0 ? `, ${String(unseen)} of them not looked at` : '';
  await print(io.stderr, total === 0 ? 'no dead letters\n' : `${String(total)} dead letters${more}\n`);
};

/** What went back, and how. */
export const showRedriven = (
  ended: readonly (readonly [Survey, Redriven])[],
  form: Form,
  io: Io,
): Promise<void> =>
  show(io, form, {
    table: (screen) =>
      table(
        ['queue', 'back in', 'moved', 'left', 'how'],
        ended.map(([{ queue }, { moved, left, way }]) => [
          queue.name,
          queue.source,
          String(moved),
          String(left),
          way === 'by-sqs' ? 'by SQS' : 'one by one',
        ]),
        screen,
      ),
    json: () =>
      jsonText(
        ended.map(([{ queue }, { moved, left, way }]) => ({
          queue: queue.name,
          source: queue.source,
          moved,
          left,
          way,
        })),
      ),
  });

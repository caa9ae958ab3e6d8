import { expect, it } from 'vitest';
import { endTurn, takeTurn } from '../../../lib/app/copy-turns.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import type { ImageRef, SubjectRef } from '../../../lib/model/subject.ts';
import { REF } from './stage.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const refs = Array.from({ length: 25 }, (_, n): ImageRef => ({
  ...REF,
  image: ImageId.parse(`ami-0${String(n).padStart(16, '0')}`),
}));

it('of 25 workers at once 20 go and 5 wait in line; whoever ends lets the next one go', async () => {
  const { journal, close } = sqliteJournal({ path: ':memory:', clock: { now: () => NOW } });
  const woken: SubjectRef[] = [];
  let lost = 0;
  const ports = {
    journal: {
      ...journal,
      // Time for the others to come between.
      copyQueue: async (place: SubjectRef) => {
        const read = await journal.copyQueue(place);
        await new Promise((resolve) => setImmediate(resolve));
        return read;
      },
    },
    clock: { now: () => NOW },
    queues: {
      sendPlan: () => Promise.reject(new Error('no plan here')),
      sendNotice: () => Promise.reject(new Error('no notice here')),
      sendRecheck: (ref: SubjectRef) => Promise.resolve(void woken.push(ref)),
      sendFollowImport: () => Promise.reject(new Error('no import here')),
    },
    pause: () => {
      lost += 1;
      return Promise.resolve();
    },
  };
  const turns = await Promise.all(refs.map((ref) => takeTurn(ref, 1, ports)));
  expect(turns.filter(({ kind }) => kind === 'go')).toHaveLength(20);
  expect(lost).toBeGreaterThan(0);
  const waiting = async (): Promise<readonly string[]> =>
    (await journal.copyQueue(REF)).queue.tickets.flatMap(({ image, startedAt }) =>
      startedAt === null ? [image] : [],
    );
  const line = await waiting();
  expect(line).toHaveLength(5);
  const [running] = refs.filter(({ image }) => !line.includes(image));
  if (running === undefined) throw new Error('nobody runs');
  await endTurn(running, true, ports);
  expect(woken.map((ref) => ('image' in ref ? ref.image : null))).toEqual(line.slice(0, 1));
  // Once is enough, and who has no place gives none back.
  await endTurn(running, true, ports);
  expect(woken).toHaveLength(1);
  const [next, last] = [line[0], line.at(-1)].map((image) => refs.find((ref) => ref.image === image));
  if (next === undefined || last === undefined) throw new Error('nobody waits');
  expect((await takeTurn(last, 1, ports)).kind).toBe('wait');
  expect((await takeTurn(next, 1, ports)).kind).toBe('go');
  expect(await waiting()).toEqual(line.slice(1));
  close();
});

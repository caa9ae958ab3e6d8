import { dueKey, gatheringKey, type Due } from '../../../lib/model/notice.ts';
import type { Agenda, Gathered } from '../../../lib/ports/agenda.ts';

/** An agenda in memory, for tests that are not about what keeps it. */
export const memoryAgenda = (): Agenda => {
  const dues = new Map<string, Due>();
  const lines = new Map<string, Map<string, Gathered>>();
  const told = new Map<string, string>();
  const marks = new Map<string, Set<string>>();
  const linesOf = (key: string): Map<string, Gathered> => {
    const known = lines.get(key) ?? new Map<string, Gathered>();
    lines.set(key, known);
    return known;
  };
  const done = (): Promise<void> => Promise.resolve();
  return {
    put: (due) => {
      dues.set(dueKey(due), due);
      return done();
    },
    due: (until, most) =>
      Promise.resolve([...dues.values()].filter(({ dueAt }) => dueAt <= until).slice(0, most)),
    done: (due) => {
      dues.delete(dueKey(due));
      return done();
    },
    gather: (gathering, line, gatheredAt) => {
      linesOf(gatheringKey(gathering)).set(line.id, { line, gatheredAt });
      return done();
    },
    gathered: (gathering) => {
      const key = gatheringKey(gathering);
      return Promise.resolve({ toldThrough: told.get(key) ?? null, lines: [...linesOf(key).values()] });
    },
    noteGatheringTold: (gathering, through) => {
      told.set(gatheringKey(gathering), through);
      return done();
    },
    clear: (gathering, some) => {
      const held = linesOf(gatheringKey(gathering));
      for (const { line, gatheredAt } of some) {
        if (held.get(line.id)?.gatheredAt === gatheredAt) held.delete(line.id);
      }
      return done();
    },
    marks: (id) => Promise.resolve(new Set(marks.get(id))),
    mark: (id, mark) => {
      marks.set(id, new Set([...(marks.get(id) ?? []), mark]));
      return done();
    },
  };
};

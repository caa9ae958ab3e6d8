import * as z from 'zod/mini';
import type { PauseState } from '../model/pause.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { Pause, PauseSwitch } from '../ports/pause.ts';
import { attempt, openDatabase, textOf, type Database } from './database.ts';

const told = z.nullable(z.string());
const State: z.ZodMiniType<PauseState> = z.union([
  z.looseObject({ kind: z.literal('paused'), by: told, since: told, reason: told }),
  z.looseObject({ kind: z.literal('running') }),
]);

/** The switch that commands on this machine obey. Each setting is kept; the last one holds, and without any nothing is paused. */
export const localPause = (database: Database): Pause & PauseSwitch => {
  const { connection } = database;
  const last = connection.prepare('SELECT document FROM pause ORDER BY number DESC LIMIT 1');
  const insert = connection.prepare('INSERT INTO pause (document) VALUES (?)');
  return {
    state: () =>
      attempt(database, 'ReadPause', () => {
        const row = last.get();
        return row === undefined
          ? { kind: 'running' }
          : parseDocument('pause', textOf(row, 'document'), State);
      }),
    set: (state) =>
      attempt(database, 'SetPause', () => {
        insert.run(JSON.stringify(state));
      }),
  };
};

/** The same by the journal's file alone, until `close`. Throws a `Fault` for a file that is no journal. */
export const sqlitePause = (
  path: string,
): { readonly pause: Pause & PauseSwitch; readonly close: () => void } => {
  const database = openDatabase(path, 'write');
  return {
    pause: localPause(database),
    close: () => {
      database.connection.close();
    },
  };
};

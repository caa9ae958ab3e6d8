import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Pause } from '../ports/pause.ts';
import type { SubjectsById } from '../ports/subjects-by-id.ts';
import { localCopies } from './copies.ts';
import { openDatabase } from './database.ts';
import { localDirty } from './dirty.ts';
import { localEntries } from './entries.ts';
import { localFindings } from './findings.ts';
import { localLeases } from './leases.ts';
import { localLimits } from './limits.ts';
import { localMalformed } from './malformed.ts';
import { localOpen } from './open.ts';
import { localPause } from './pause.ts';
import { localPlans } from './plans.ts';
import { localSubjects } from './subjects.ts';

/** A journal with the file that it keeps open until `close`. */
export interface LocalJournal {
  readonly journal: Journal;
  readonly subjects: SubjectsById;
  /** The switch that is kept in the same file. */
  readonly pause: Pause;
  readonly close: () => void;
}

/** Where the file is; `patienceMs` is how long a write waits for another process that writes, ten seconds when absent. */
export interface LocalJournalSettings {
  readonly path: string;
  readonly clock: Clock;
  readonly patienceMs?: number;
}

/**
 * The journal in one SQLite file, for one machine: it makes the file where there is none. Processes may share it. Throws a
 * `Fault` for a file that is no journal, or one of a newer form.
 */
export const sqliteJournal = ({ path, clock, patienceMs }: LocalJournalSettings): LocalJournal => {
  const database = openDatabase(path, 'write', patienceMs);
  return {
    journal: {
      ...localFindings(database),
      ...localEntries(database, randomUUID),
      ...localPlans(database, clock),
      ...localMalformed(database),
      ...localLimits(database, clock),
      ...localDirty(database),
      ...localOpen(database),
      ...localLeases(database),
      ...localCopies(database),
    },
    subjects: localSubjects(database),
    pause: localPause(database),
    close: () => {
      database.connection.close();
    },
  };
};

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './settings.ts';

/** Where the journal of this machine's user is: in XDG_STATE_HOME (which must be absolute), or else ~/.local/state. */
export const journalFile = (environment: Environment): string => {
  const named = environment['XDG_STATE_HOME'] ?? '';
  const home = environment['HOME'] ?? '';
  const state = isAbsolute(named) ? named : join(isAbsolute(home) ? home : homedir(), '.local', 'state');
  return join(state, 'ami-warden', 'journal.sqlite');
};

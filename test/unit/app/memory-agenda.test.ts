import { agendaContract } from '../../contract/agenda.ts';
import { memoryAgenda } from './memory-agenda.ts';

// The tests' own agenda is held to what the real one is.
agendaContract('memory', () => {
  const agenda = memoryAgenda();
  return Promise.resolve({ open: () => agenda, close: () => Promise.resolve() });
});

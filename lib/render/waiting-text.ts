import type { Waiting } from '../model/journal.ts';
import { plain } from './plain.ts';
import type { Wording } from './wording.ts';

/** Which plan a finding waits with, and for whom; full sentences. */
export const waitingText = (waiting: Waiting, wording: Wording): string => {
  const plan = `plan ${wording.id(waiting.plan)}`;
  const { approvedBy, refusedBy } = waiting;
  switch (waiting.state) {
    case 'refused':
      return `${capital(plan)} was refused by ${wording.name(refusedBy ?? 'somebody')}: nothing of it is done.`;
    case 'approved':
      return `${capital(plan)} is approved by ${namesText(approvedBy, wording)}, and is due.`;
    case 'waiting':
      return openText(waiting, plan, wording);
  }
};

const openText = ({ why, approval, approvedBy }: Waiting, plan: string, wording: Wording): string => {
  if (why === 'limit' || why === 'fight')
    return `A person can let it through: it waits for approval of ${plan}.`;
  if (approval === 'manual') return `It waits for approval of ${plan}.`;
  if (approvedBy.length === 0) return `It waits for approval of ${plan} by two people.`;
  return `It waits for approval of ${plan} by a second person; ${namesText(approvedBy, wording)} approved it.`;
};

// More than a few have no business there, and a message has its bounds.
const MOST_NAMES = 5;

const namesText = (names: readonly string[], wording: Wording): string =>
  names
    .slice(0, MOST_NAMES)
    .map((name) => wording.name(plain(name, 80)))
    .join(' and ') || 'nobody';

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

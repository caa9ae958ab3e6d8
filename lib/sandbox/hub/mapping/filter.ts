import { matchesRead } from '../../routing/match.ts';
import type { Pattern } from '../../routing/pattern.ts';

/** Whether a message matches one of a mapping's filters, which are over `{"body": ...}`; a body that is no JSON matches none. No filter takes all. */
export const passesFilters = (filters: readonly Pattern[], body: string): boolean => {
  if (filters.length === 0) return true;
  const event = { body: parsed(body) };
  return filters.some((filter) => matchesRead(filter, event));
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

import type { Coverage } from '../../model/coverage.ts';
import type { CoverageLine } from '../../model/notice.ts';

// A message of a queue holds 1 MiB and a chat message 50 lines; the command `coverage` has them all.
const MOST_LINES = 20;
const LONGEST_WHY = 300;

/** One line for each account and state, its regions together; the first 20 of them, `why` being that of the first region. */
export const coverageLines = (all: readonly Coverage[]): readonly CoverageLine[] => {
  const groups = Map.groupBy(all, ({ place, status }) => `${place.account} ${status}`);
  return [...groups.values()].slice(0, MOST_LINES).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const regions = group.map(({ place }) => place.region).toSorted();
    const why = first.why.slice(0, LONGEST_WHY);
    return [{ account: first.place.account, regions, status: first.status, since: first.since, why }];
  });
};

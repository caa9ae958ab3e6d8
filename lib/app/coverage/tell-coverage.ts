import {
  isTrouble,
  type Coverage,
  type CoverageEntry,
  type CoverageLimits,
  type CoverageStatus,
} from '../../model/coverage.ts';
import { sha256Hex } from '../../model/hash.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CoverageBook } from '../../ports/coverage-book.ts';
import type { Inventory, Versioned } from '../../ports/inventory.ts';
import type { Queues } from '../../ports/queues.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { countAnswers } from './answers.ts';
import { coverageLines } from './coverage-lines.ts';
import { readCoverage } from './read-coverage.ts';

/** What watching the coverage needs; nothing in it reaches another account. */
export interface CoveragePorts {
  readonly book: CoverageBook;
  readonly inventory: Pick<Inventory, 'places'>;
  readonly queues: Pick<Queues, 'sendNotice'>;
  readonly limits: CoverageLimits;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** What the closing step of a sweep answers; its names are the state machine's. `answered`: since it began, null when it was not asked. */
export interface CoverageTold {
  readonly counts: CoverageCounts;
  readonly answered: number | null;
}

/** How many account-regions stand so. */
type CoverageCounts = Readonly<Partial<Record<CoverageStatus, number>>>;

interface Seen {
  readonly entry: Versioned<CoverageEntry>;
  readonly coverage: Coverage;
}

/**
 * Judges the coverage of every account-region, and tells in one notice of all that came into trouble or out of it since people were
 * last told. Answers how many stand how, and how many answered a sweep that began at `since` (ISO 8601). Can be repeated: the same news has
 * the same id.
 */
export const tellCoverage = async (ports: CoveragePorts, since: string | null): Promise<CoverageTold> => {
  const now = ports.clock.now();
  // What nobody expects, but an event came from, is the next survey's to look into.
  const expected = (await readCoverage(ports, now)).flatMap(({ entry, coverage }) =>
    entry === null ? [] : [{ entry, coverage }],
  );
  const counts = new Map<CoverageStatus, number>();
  for (const { coverage } of expected) counts.set(coverage.status, (counts.get(coverage.status) ?? 0) + 1);
  const counted: CoverageCounts = Object.fromEntries(counts);
  ports.telemetry.note({ kind: 'coverage', counts: counted });
  const lost = expected.filter(
    ({ entry: { value }, coverage: { status } }) => isTrouble(status) && value.told?.status !== status,
  );
  const back = expected.filter(
    ({ entry: { value }, coverage: { status } }) =>
      value.told !== null && !isTrouble(status) && status !== 'waiting',
  );
  if (lost.length + back.length > 0) await tell(lost, back, counted, now, ports);
  const entries = expected.map(({ entry }) => entry.value);
  return { counts: counted, answered: since === null ? null : countAnswers(entries, since) };
};

/** Noted as told after it was sent: a crash between sends it again, and each channel is told once all the same. */
const tell = async (
  lost: readonly Seen[],
  back: readonly Seen[],
  counts: CoverageCounts,
  now: Date,
  { book, queues }: CoveragePorts,
): Promise<void> => {
  const news = [...lost, ...back]
    .map(({ coverage: { place, status, since } }) => `${subjectKey(place)} ${status} ${since}`)
    .toSorted();
  const lostCoverage = lost.map(({ coverage }) => coverage);
  const backCoverage = back.map(({ coverage }) => coverage);
  await queues.sendNotice({
    kind: 'coverage',
    id: `coverage/${sha256Hex(news.join('\n')).slice(0, 16)}`,
    at: now.toISOString(),
    lost: coverageLines(lostCoverage),
    lostCount: lost.length,
    back: coverageLines(backCoverage),
    backCount: back.length,
    reporting: counts.reporting ?? 0,
    expected: EXPECTED.reduce((sum, status) => sum + (counts[status] ?? 0), 0),
  });
  await book.put([
    ...lost.map(({ entry: { value, version }, coverage: { status, since } }) => ({
      value: isTrouble(status) ? { ...value, told: { status, since } } : value,
      version,
    })),
    ...back.map(({ entry: { value, version } }) => ({ value: { ...value, told: null }, version })),
  ]);
};

const EXPECTED = [
  'reporting',
  'partial',
  'waiting',
  'stale',
  'silent',
  'denied',
  'never-enrolled',
] as const satisfies readonly CoverageStatus[];

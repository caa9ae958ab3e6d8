import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import type { MutantResult } from '@stryker-mutator/api/core';
import type { Reporter } from '@stryker-mutator/api/report';
import { relative, dirname } from 'node:path';

const FOLDER = '.cache/mutation';
const ALIVE: readonly string[] = ['Survived', 'NoCoverage'];

type Counts = Partial<Record<MutantResult['status'], number>>;

/** Tells the figures of each folder, and writes what is alive to .cache/mutation/alive.txt, one mutant a line, as it is found. */
export class FolderReporter implements Reporter {
  readonly #folders = new Map<string, Counts>();
  readonly #file = `${FOLDER}/alive.txt`;

  constructor() {
    mkdirSync(FOLDER, { recursive: true });
    rmSync(this.#file, { force: true });
  }

  onMutantTested({ fileName, status, location, mutatorName, replacement }: Readonly<MutantResult>): void {
    const name = relative(process.cwd(), fileName);
    const counts = this.#folders.get(dirname(name)) ?? {};
    this.#folders.set(dirname(name), { ...counts, [status]: (counts[status] ?? 0) + 1 });
    if (!ALIVE.includes(status)) return;
    const { start, end } = location;
    const place = [start.line, start.column, end.line, end.column].map(String).join(':');
    appendFileSync(this.#file, `${name}:${place} ${status} ${mutatorName} ${oneLine(replacement)}\n`);
  }

  onMutationTestReportReady(): void {
    const rows = [...this.#folders].toSorted(([a], [b]) => (a < b ? -1 : 1));
    process.stdout.write(
      `\n${['killed', 'timeout', 'survived', 'no cover', 'ignored', 'error', 'score'].map((word) => word.padStart(9)).join('')}\n`,
    );
    for (const [folder, counts] of [...rows, ['all', sum(rows.map(([, one]) => one))] as const]) {
      process.stdout.write(`${figures(counts)}  ${folder}\n`);
    }
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const figures = (counts: Counts): string => {
  const { Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0, Ignored = 0, RuntimeError = 0 } = counts;
  const dead = Killed + Timeout;
  const score = ((100 * dead) / Math.max(1, dead + Survived + NoCoverage)).toFixed(1);
  return [...[Killed, Timeout, Survived, NoCoverage, Ignored, RuntimeError].map(String), `${score}%`]
    .map((word) => word.padStart(9))
    .join('');
};

const sum = (all: readonly Counts[]): Counts => {
  const total: Counts = {};
  for (const counts of all) {
    for (const [status, count] of Object.entries(counts) as [MutantResult['status'], number][]) {
      total[status] = (total[status] ?? 0) + count;
    }
  }
  return total;
};

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import { readTests, type HeldTest } from './held-tests.ts';
import { resultOf, runBriefly, STOPPED } from './run-tests.ts';
import { emptyCaches, hookModules, loadAnew } from './module-hooks.ts';

/** The `inProcess` part of the configuration: globs of test files, and how far random tests are cut. */
export interface InProcess {
  readonly tests: readonly string[];
  readonly without: readonly string[];
  readonly mostRuns: number;
  readonly uncut: readonly string[];
}

/** What the instrumented code reads and writes under a global name. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage | undefined;
}

const instruments: Instruments = {};
Object.assign(globalThis, { __stryker__: instruments });

// Beside the instrumented files, for all of Stryker's processes.
const USUAL = 'usual-milliseconds.json';

/** How long each test takes without mutants. */
type Usual = Readonly<Record<string, number>>;

// A module that was loaded stays in memory for good.
const MOST_LOADS = 60;
const MOST_KILLERS = 20;
const PATIENCE_MS = 2000;
const BATCH = 50;

/** Holds the tests against mutants within one process: files are loaded once, and anew only for a mutant of what runs on loading. */
export class InProcessRunner implements TestRunner {
  readonly #options: InProcess;
  #tests: readonly HeldTest[] = [];
  #isStale = true;
  #loads = 0;
  #usual: Usual | null = null;
  #killers: readonly string[] = [];

  constructor(options: InProcess) {
    this.#options = options;
    hookModules({ folder: process.cwd(), ...options });
    // The same examples each time; and a mutant is as dead without the smallest example.
    fc.configureGlobal({ seed: 1, numRuns: options.mostRuns, endOnFailure: true });
  }

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  /** Loads the tests, which takes seconds, before Stryker looks at the clock. */
  async init(): Promise<void> {
    await this.#load();
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const test of this.#tests) {
      emptyCaches();
      instruments.currentTestId = test.id;
      tests.push(await resultOf(test));
      instruments.currentTestId = undefined;
    }
    const { static: loaded, perTest } = instruments.mutantCoverage ?? { static: {}, perTest: {} };
    const inTests = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const onlyLoaded = Object.entries(loaded).filter(([mutant]) => !inTests.has(mutant));
    const usual: Usual = Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    writeFileSync(USUAL, JSON.stringify(usual));
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: { static: Object.fromEntries(onlyLoaded), perTest },
    };
  }

  /**
   * What runs on loading alone is held against all tests, loaded with it; anything else against the tests that run it, though it
   * may run on loading too: what the tests made of it then is without the mutant, so that some may seem to survive, and none to die.
   */
  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { mutantActivation, testFilter } = options;
    if (mutantActivation === 'static') return this.#holdLoaded(options);
    if (this.#isStale) await this.#load();
    emptyCaches();
    const wanted = new Set(testFilter);
    return this.#hold(options, ({ id }) => testFilter === undefined || wanted.has(id));
  }

  async #holdLoaded(options: MutantRunOptions): Promise<MutantRunResult> {
    arm(options);
    // A module may fail to load with it: that is a test like any other.
    const loading = await resultOf({ id: 'loading', fileName: '', run: () => this.#load() });
    this.#isStale = true;
    return loading.status === TestStatus.Failed
      ? outcome(options, [loading])
      : this.#hold(options, () => true);
  }

  async #hold(options: MutantRunOptions, isWanted: (test: HeldTest) => boolean): Promise<MutantRunResult> {
    arm(options);
    const milliseconds = this.#milliseconds();
    const results: TestResult[] = [];
    const queue = this.#inOrder(this.#tests.filter(isWanted));
    while (results.length < queue.length) {
      const batch = queue.slice(results.length, results.length + BATCH);
      const usual = batch.reduce((sum, { id }) => sum + (milliseconds[id] ?? 0), 0);
      const { done, waiting } = runBriefly(batch, PATIENCE_MS + 20 * Math.ceil(usual));
      results.push(...done);
      if (waiting !== null) results.push(await waiting);
      const last = results.at(-1);
      if (last?.status !== TestStatus.Failed) continue;
      if (last.failureMessage === STOPPED) return endless(STOPPED);
      this.#killers = [last.id, ...this.#killers.filter((id) => id !== last.id)].slice(0, MOST_KILLERS);
      if (!options.disableBail) break;
    }
    return outcome(options, results);
  }

  /** First the tests that killed lately, as neighbours die of the same; then the quick ones. */
  #inOrder(tests: readonly HeldTest[]): readonly HeldTest[] {
    const milliseconds = this.#milliseconds();
    const place = ({ id }: HeldTest): number => {
      const lately = this.#killers.indexOf(id);
      return lately < 0 ? (milliseconds[id] ?? 0) : lately - MOST_KILLERS;
    };
    return tests.toSorted((a, b) => place(a) - place(b));
  }

  #milliseconds(): Usual {
    this.#usual ??= JSON.parse(readFileSync(USUAL, 'utf8')) as Usual;
    return this.#usual;
  }

  async #load(): Promise<void> {
    // Stryker starts another process then, and asks again.
    if (this.#loads === MOST_LOADS) process.exit(1);
    this.#loads += 1;
    loadAnew();
    const without = new Set(this.#options.without.flatMap((glob) => globSync(glob)));
    const files = this.#options.tests.flatMap((glob) => globSync(glob).toSorted());
    const tests: HeldTest[] = [];
    for (const file of files.filter((name) => !without.has(name))) {
      const url = pathToFileURL(join(process.cwd(), file)).href;
      tests.push(...(await readTests(file, () => import(url))));
    }
    this.#tests = tests;
    this.#isStale = false;
  }
}

const arm = ({ activeMutant, hitLimit }: MutantRunOptions): void => {
  Object.assign(instruments, { hitCount: 0, hitLimit, activeMutant: activeMutant.id });
};

const endless = (reason: string): MutantRunResult => {
  instruments.activeMutant = undefined;
  return { status: MutantRunStatus.Timeout, reason };
};

const outcome = ({ hitLimit }: MutantRunOptions, tests: TestResult[]): MutantRunResult => {
  instruments.activeMutant = undefined;
  const isLoop = determineHitLimitReached(instruments.hitCount, hitLimit);
  return toMutantRunResult(isLoop ?? { status: DryRunStatus.Complete, tests });
};

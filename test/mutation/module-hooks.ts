import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = new URL('.', import.meta.url).href;
const VITEST = new URL('vitest-in-process.ts', HERE).href;

/** What a module remembers from call to call, as this project writes it. */
const CACHE = /^const (\w+) = (new (?:Map|WeakMap|Latest|Compiler)(?:<.*>)?\(\));$/gm;
const RUNS = /\bnumRuns: (\d+)/g;

let empties: (() => void)[] = [];
let generation = 0;

/** Takes from a module what empties its cache: the modules call this by a global name. */
Object.assign(globalThis, { onEmptyCaches: (empty: () => void) => empties.push(empty) });

/** Empties what the modules remember, so that no mutant meets what was made without it, nor leaves anything behind. */
export const emptyCaches = (): void => {
  for (const empty of empties) empty();
};

/** From now on the project's modules are loaded anew, once each. */
export const loadAnew = (): void => {
  generation += 1;
  empties = [];
};

export interface Loading {
  readonly folder: string;
  /** How many examples a random test draws at most, but for those of the files in `uncut`. */
  readonly mostRuns: number;
  readonly uncut: readonly string[];
}

/** Loads the modules below a folder so that one process can hold its tests against mutant after mutant. */
export const hookModules = ({ folder, mostRuns, uncut }: Loading): void => {
  const own = pathToFileURL(`${folder}/`).href;
  const isOwn = (url: string): boolean =>
    url.startsWith(own) && !url.startsWith(HERE) && !url.includes('/node_modules/') && /\.ts(\?|$)/.test(url);
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'vitest' && isOwn(context.parentURL ?? ''))
        return { url: VITEST, shortCircuit: true };
      const found = next(specifier, context);
      return isOwn(found.url) ? { ...found, url: `${found.url}?loaded=${String(generation)}` } : found;
    },
    load: (url, context, next) => {
      if (!isOwn(url)) return next(url, context);
      const path = fileURLToPath(url);
      const most = uncut.some((file) => path.endsWith(file)) ? Infinity : mostRuns;
      const source = readFileSync(path, 'utf8')
        .replace(CACHE, 'let $1 = $2; (globalThis as any).onEmptyCaches(() => { $1 = $2; });')
        .replace(RUNS, (_all, runs: string) => `numRuns: ${String(Math.min(Number(runs), most))}`);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
};

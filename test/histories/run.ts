import { parseArgs } from 'node:util';
import { generate } from './generate.ts';
import type { History } from './history.ts';
import { play, type Played } from './run-history.ts';
import { shrink } from './shrink.ts';
import { widen } from './widen.ts';

const USAGE = 'npm run histories -- [--count 10000] [--seed 1] [--wide] [--whole]';

/** A smaller history is looked for among so many at most. */
const MOST_TRIES = 400;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const lawOf = ({ broken }: Played): string | undefined => broken[0]?.split(':')[0];

/** Says what broke, and the smallest history found in which the same law breaks; `whole`: the one that broke. */
const report = async (history: History, played: Played, whole: boolean): Promise<void> => {
  say(`seed ${String(history.seed)} breaks:`);
  for (const one of played.broken.slice(0, 5)) say(`  ${one}`);
  let tries = 0;
  const fails = async (other: History): Promise<boolean> => {
    tries += 1;
    return tries <= MOST_TRIES && lawOf(await play(other)) === lawOf(played);
  };
  const small = whole ? history : await shrink(history, fails);
  say(`  ${String(history.steps.length)} steps, shown as ${String(small.steps.length)}:`);
  for (const image of small.images) say(`  image ${JSON.stringify(image)}`);
  for (const policy of small.policies) say(`  policy ${policy}`);
  for (const step of small.steps) say(`  ${JSON.stringify(step)}`);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      wide: { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
    },
  });
  const [count, first] = [Number(values.count), Number(values.seed)];
  if (!Number.isInteger(count) || !Number.isInteger(first) || count < 1 || first < 0) throw new Error(USAGE);
  const began = performance.now();
  const sums: Record<string, number> = {};
  const broken: number[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const history = values.wide ? widen(generate(seed)) : generate(seed);
    const played = await play(history);
    for (const [name, value] of Object.entries(played.counts)) sums[name] = (sums[name] ?? 0) + value;
    if (played.broken.length > 0) {
      broken.push(seed);
      await report(history, played, values.whole);
    }
    const done = seed - first + 1;
    if (done % 250 === 0)
      process.stderr.write(`${String(done)} of ${String(count)}, ${String(broken.length)} broken\n`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`${String(count)} histories from seed ${String(first)} in ${String(seconds)} s`);
  for (const [name, value] of Object.entries(sums)) say(`  ${name}: ${String(value)}`);
  say(broken.length === 0 ? 'every law held' : `broken: ${broken.join(', ')}`);
  return broken.length === 0 ? 0 : 1;
};

process.exitCode = await main();

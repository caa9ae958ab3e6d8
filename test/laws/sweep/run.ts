import { parseArgs } from 'node:util';
import { playLossy } from './lossy.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const RATES = [0.01, 0.05, 0.2];
const first = Number(values.from);
const last = first + Number(values.seeds) - 1;

let failed = 0;
for (const rate of RATES) {
  const began = performance.now();
  const sum = { events: 0, lost: 0, findings: 0, behind: 0, missed: 0, lostEvents: 0 };
  for (let seed = first; seed <= last; seed += 1) {
    const { found, clean, truth, events, lost, missedByGuard, lostEvents } = await playLossy(seed, rate);
    const isRight = JSON.stringify(found) === JSON.stringify(truth);
    const isClean = JSON.stringify(clean) === JSON.stringify(truth);
    if (!isRight || !isClean) {
      failed += 1;
      say(`seed ${String(seed)} at ${String(rate)}: not the ground truth`);
      say(JSON.stringify({ found, clean, truth }, null, 1));
    }
    sum.events += events;
    sum.lost += lost;
    sum.findings += truth.length;
    sum.behind += missedByGuard > 0 ? 1 : 0;
    sum.missed += missedByGuard;
    sum.lostEvents += lostEvents;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(
    [
      `${String(rate * 100)} % lost, told twice and out of order each, seeds ${String(first)} to ${String(last)}:`,
      `${String(sum.lost)} of ${String(sum.events)} events lost;`,
      `guard alone was wrong in ${String(sum.behind)} runs, by ${String(sum.missed)} findings of ${String(sum.findings)};`,
      `the sweep counted ${String(sum.lostEvents)} lost events; ${seconds} s`,
    ].join(' '),
  );
}
say(
  failed === 0 ? 'guard and one sweep found the ground truth in every run' : `${String(failed)} runs failed`,
);
process.exitCode = failed === 0 ? 0 : 1;

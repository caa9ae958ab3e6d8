import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { freshPackage } from '../e2e/lambda-runtime/fresh-package.ts';
import { runtimeClient } from '../e2e/lambda-runtime/runtime-client.ts';
import { runtimeClientRunner } from '../local-stack/runtime-client-runner.ts';
import { runLoad, type PhaseFigures } from './load-run.ts';

const USAGE = `npm run load -- [--rate 100] [--seconds 600] [--burst 500] [--burst-seconds 10] [--images 10000] [--environments 2] [--json]

Events of tags on the bus of a member account, in real seconds, through the packaged template and the packaged zips under AWS's runtime
client, on the sandbox. Each is about another of so many images, of which the first look makes findings. Ends with 1 when an event was lost,
or when the 99th of a hundred took longer than ten seconds from the hub's queue to its findings.
`;
const LONGEST_P99_MS = 10_000;

const { values: flags } = parseArgs({
  options: {
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '600' },
    burst: { type: 'string', default: '500' },
    'burst-seconds': { type: 'string', default: '10' },
    images: { type: 'string', default: '10000' },
    environments: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const row = ({ name, events, perSecond, lost, p50, p99, longest, drainedAfter }: PhaseFigures): string =>
  [
    '',
    name.padEnd(7),
    String(events).padStart(6),
    perSecond.toFixed(1).padStart(8),
    String(lost).padStart(4),
    ...[p50, p99, longest].map((ms) => ms.toFixed(0).padStart(7)),
    drainedAfter.toFixed(1).padStart(7),
    '',
  ]
    .join(' | ')
    .trim();

const run = async (): Promise<number> => {
  await freshPackage();
  const client = await runtimeClient();
  if (client.kind === 'missing') {
    process.stderr.write(`\n!!! NOTHING WAS MEASURED: ${client.reason}\n`);
    return 1;
  }
  const { file } = client;
  const phases = [
    { name: 'warm', perSecond: 20, seconds: 5 },
    { name: 'steady', perSecond: Number(flags.rate), seconds: Number(flags.seconds) },
    { name: 'burst', perSecond: Number(flags.burst), seconds: Number(flags['burst-seconds']) },
  ];
  const before = loadavg()[0] ?? 0;
  const figures = await runLoad(phases, Number(flags.images), () =>
    runtimeClientRunner(file, Number(flags.environments)),
  );
  if (flags.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    process.stdout.write(
      [
        '| phase   | events | a second | lost |  p50 ms |  p99 ms |  max ms | drain s |',
        '| ------- | -----: | -------: | ---: | ------: | ------: | ------: | ------: |',
        ...figures.map(row),
        '',
        `${String(availableParallelism())} cores, load average ${before.toFixed(1)} before`,
        '',
      ].join('\n'),
    );
  }
  return figures.every(({ lost, p99 }) => lost === 0 && p99 <= LONGEST_P99_MS) ? 0 : 1;
};

if (flags.help) process.stdout.write(USAGE);
else process.exitCode = await run();

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { CACHE } from './child.ts';
import { bringCustodian, custodianRun, custodianVersion } from './custodian.ts';
import { ec2Calls, startEstate, type EstateOptions, type EstateServer } from './estate-server.ts';
import { lackingFrom, type Truth } from './estate-truth.ts';
import { scanEstate, type Looked } from './scan-command.ts';

/*
 * `npm run compare`: ami-warden and Cloud Custodian on the same sandbox, one after the other, held against the same truth. Both run as
 * people run them, a process each, measured from outside.
 */

const OFFENDING = 0.05;
const LISTED: readonly (keyof Truth)[] = ['encryption', 'required-tags', 'image-shape'];
const ALL: readonly (keyof Truth)[] = [...LISTED, 'public-sharing', 'sharing'];

interface Scenario {
  readonly title: string;
  readonly estate: EstateOptions;
  readonly policy: string;
  readonly rules: readonly (keyof Truth)[];
}

const SCENARIOS: readonly Scenario[] = [
  {
    title: 'tags, encryption and shape of 50,000 images, AWS token buckets on',
    estate: { images: 50_000, offending: OFFENDING, faults: 'throttle=aws' },
    policy: 'scan-listed.yaml',
    rules: LISTED,
  },
  {
    title: 'the same and shares, 2,000 images, AWS token buckets on',
    estate: { images: 2_000, offending: OFFENDING, faults: 'throttle=aws' },
    policy: 'scan.yaml',
    rules: ALL,
  },
  {
    title: 'the same, 1 % of images vanishing and 1 % of calls failing',
    estate: { images: 2_000, offending: OFFENDING, faults: 'throttle=aws,vanish=1%,error5xx=1%' },
    policy: 'scan.yaml',
    rules: ALL,
  },
];

interface Row {
  readonly tool: string;
  readonly looked: Looked;
  readonly calls: number;
  readonly throttled: number;
  readonly sandboxSeconds: number;
  readonly missed: number;
  readonly wrong: number;
  readonly violations: number;
}

const say = (what: string): void => {
  process.stderr.write(`${what}\n`);
};

/** Images that break a rule still and were not told, and those that were told and never broke it. */
const judged = (
  rules: readonly (keyof Truth)[],
  { found }: Looked,
  before: Truth,
  after: Truth,
): Pick<Row, 'missed' | 'wrong' | 'violations'> => ({
  missed: lackingFrom(found, after, rules),
  wrong: lackingFrom(before, found, rules),
  violations: rules.reduce((sum, rule) => sum + after[rule].length, 0),
});

const look = async (
  tool: string,
  rules: readonly (keyof Truth)[],
  estate: EstateServer,
  run: () => Promise<Looked>,
): Promise<Row> => {
  say(`  ${tool}`);
  const before = await estate.truth();
  await estate.reset();
  const looked = await run();
  const spent = await estate.spent();
  const after = await estate.truth();
  return {
    tool,
    looked,
    ...ec2Calls(spent),
    sandboxSeconds: spent.cpuSeconds,
    ...judged(rules, looked, before, after),
  };
};

const play = async ({ title, estate: options, policy, rules }: Scenario): Promise<readonly Row[]> => {
  say(title);
  const state = `${CACHE}compare.sqlite`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${state}${end}`, { force: true });
  // An estate each: images that vanish under the one shall be there for the other.
  const estate = await startEstate(options);
  const other = await startEstate(options);
  try {
    return [
      await look('ami-warden, first scan', rules, estate, () => scanEstate(estate, { policy, state })),
      await look('ami-warden, second scan', rules, estate, () => scanEstate(estate, { policy, state })),
      await look('Cloud Custodian, every run', rules, other, () => custodianRun(other, rules)),
    ];
  } finally {
    await estate.stop();
    await other.stop();
  }
};

const HEAD = [
  'tool',
  'EC2 calls',
  'throttled',
  'wall s',
  'CPU s',
  'sandbox CPU s',
  'peak MB',
  'missed',
  'wrong',
  'says',
];

const cellsOf = (row: Row): readonly string[] => [
  row.tool,
  String(row.calls),
  String(row.throttled),
  row.looked.seconds.toFixed(1),
  row.looked.cpuSeconds.toFixed(1),
  row.sandboxSeconds.toFixed(1),
  row.looked.peakMb.toFixed(0),
  `${String(row.missed)} of ${String(row.violations)}`,
  String(row.wrong),
  row.looked.said,
];

const table = (rows: readonly Row[]): string => {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};

mkdirSync(CACHE, { recursive: true });
bringCustodian();
const version = custodianVersion();
for (const scenario of SCENARIOS) {
  const rows = await play(scenario);
  process.stdout.write(`\n${scenario.title}\n\n${table(rows)}\n`);
}
const load = loadavg()[0] ?? 0;
process.stdout.write(
  `\nCloud Custodian ${version}; ${String(availableParallelism())} cores, Node ${process.versions.node}, load average ${load.toFixed(1)}\n`,
);

import { billOfEvents, billOfMonth } from './bills.ts';
import { line, sumOf, type Line } from './line.ts';
import { PRICES, type Price } from './prices.ts';
import { USAGE } from './usage.ts';

const money = (usd: number): string => usd.toFixed(2);

const billText = (lines: readonly Line[]): string =>
  [
    '| what | reckoned | USD |',
    '| --- | --- | ---: |',
    ...lines.map(({ what, formula, usd }) => `| ${what} | ${formula} | ${money(usd)} |`),
    `| **together** | | **${money(sumOf(lines))}** |`,
  ].join('\n');

const verdict = (usd: number, goal: number): string =>
  usd <= goal ? `at most ${String(goal)}: met` : `at most ${String(goal)}: MISSED`;

const priceRows = (): string =>
  Object.values(PRICES)
    .map(
      ({ usd, per, unit, source, asOf }: Price) =>
        `| ${String(usd)} | ${per.toLocaleString('en-US')} | ${unit} | ${asOf} | <${source}> |`,
    )
    .join('\n');

/** What one change to the service would take off a bill, in USD. */
const SAVINGS = (): readonly (readonly [what: string, usd: number])[] => {
  const million = [1_000_000, 'changes'] as const;
  return [
    [
      'guard with 256 MB (its waits cost half, its computing takes twice as long)',
      line('', 'memory', million, [USAGE.guardMemory, 'GB'], [USAGE.guardSeconds, 's']).usd -
        line('', 'memory', million, [0.25, 'GB'], [USAGE.guardSeconds + 0.026, 's']).usd,
    ],
    [
      'the inventory written only where something in it changed (four of five changes here are tags and launches that alter no fact)',
      line('', 'write', million, [USAGE.writesOfChange * 0.8, 'units']).usd,
    ],
    ['one log line for a change that passes', line('', 'logs', [1, 'GB'], [0.9, 'KB']).usd],
  ];
};

/** docs/cost.md as text. */
export const costPage = (): string => {
  const [quiet, storm] = [billOfEvents(1), billOfEvents(10)];
  const [few, all] = [billOfMonth(4), billOfMonth(17)];
  const saved = SAVINGS().reduce((sum, [, usd]) => sum + usd, 0);
  const steps = line(
    '',
    'transition',
    [17_000 * USAGE.days, 'account-regions'],
    [USAGE.transitionsOfPlace, 'transitions'],
  ).usd;
  return `# Cost

\`npm run cost\` prints this page, \`npm run docs\` writes it. It is reckoned, not billed: the service never ran in AWS. List prices of
US East (N. Virginia), no free tier, no discount. What AWS charges for CloudTrail is not in it: the first trail's management events are free,
and the events that AWS's own services put on a default bus are.

| figure | USD | goal |
| --- | ---: | --- |
| a million changes, one at a time (some twenty a minute, all month) | ${money(sumOf(quiet))} | ${verdict(sumOf(quiet), 5)} |
| a million changes, ten at once (a storm) | ${money(sumOf(storm))} | ${verdict(sumOf(storm), 5)} |
| a month of 1,000 accounts, 4 regions swept every day | ${money(sumOf(few))} | ${verdict(sumOf(few), 50)} |
| a month of 1,000 accounts, 17 regions swept every day | ${money(sumOf(all))} | ${verdict(sumOf(all), 50)} |

## A million changes, one at a time

${billText(quiet)}

## A million changes, ten at once

${billText(storm)}

Only what the rules of deploy/member.yaml let through is a change: of all that EC2 records that is little. What they do not match costs nothing.

What would bring a quiet million down, each by itself:

| change | USD less |
| --- | ---: |
${SAVINGS()
  .map(([what, usd]) => `| ${what} | ${money(usd)} |`)
  .join('\n')}

Together they leave ${money(sumOf(quiet) - saved)}. None is made: with less memory a change is judged later, and the others are changes to the service, not to its settings.

## A month of 1,000 accounts, 4 regions

What is there whether anything changes or not; the changes come on top. ${String(USAGE.imagesOfAccount)} images an account.

${billText(few)}

## A month of 1,000 accounts, 17 regions

${billText(all)}

The state machine is what grows: ${money(steps)} of it is transitions, ${String(USAGE.transitionsOfPlace)} for each account-region and day. Where all regions are swept,
\`--param sweepSchedule='rate(7 days)'\` takes six sevenths off the lines that begin with Sweep; events are judged within seconds all the
same, and the sweep is there for those that were lost. Or name the regions that are in use in \`sweepRegions\`, and deny the others by an SCP: what cannot be
used need not be swept.

## What is measured, and what assumed

Reads, writes and messages of a change and of a finding were counted on the sandbox, with policies/example-org.yaml; guard's CPU time is in
[benchmarks.md](benchmarks.md). Assumed are: ${String(USAGE.shareOfFindings * 100)} of 100 changes break the policy; four rounds of calls take 60 ms each; the sizes of items and log lines; ${String(USAGE.sweepSeconds)} s of a worker
in an account-region (${String(USAGE.sweepSecondsOfEmpty)} s where most are empty). The numbers are in \`build/cost/usage.ts\`, one sentence each.

A key of your own in place of AWS's costs what the line says, ${money(PRICES.key.usd)} a month, and as much again for each of the first two rotations. After the stack is removed it goes on
costing that until it is deleted.

## Prices

| USD | for | | as of | source |
| ---: | ---: | --- | --- | --- |
${priceRows()}
`;
};

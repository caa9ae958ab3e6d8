import { billOfEvents } from './bill-of-events.ts';
import { billOfMonth } from './bills.ts';
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

/** At which share of launches a quiet million costs so much; the bill is a straight line between its ends. */
const launchesAt = (usd: number): number => {
  const [none, all] = [sumOf(billOfEvents(1, 'images')), sumOf(billOfEvents(1, 'launches'))];
  return (none - usd) / (none - all);
};

/** docs/cost.md as text. */
export const costPage = (): string => {
  const [quiet, storm] = [billOfEvents(1), billOfEvents(3)];
  const [few, all] = [billOfMonth(4), billOfMonth(17)];
  const alone = line(
    '',
    'transition',
    [17_000 * USAGE.days, 'account-regions'],
    [USAGE.transitionsOfBatch, 'transitions'],
  ).usd;
  return `# Cost

\`npm run cost\` prints this page, \`npm run docs\` writes it. It is reckoned, not billed: the service never ran in AWS. List prices of
US East (N. Virginia), no free tier, no discount. What AWS charges for CloudTrail is not in it: the first trail's management events are free,
and the events that AWS's own services put on a default bus are.

| figure | USD | goal |
| --- | ---: | --- |
| a million changes, one at a time (some twenty a minute, all month) | ${money(sumOf(quiet))} | ${verdict(sumOf(quiet), 5)} |
| a million changes, three at once (a storm) | ${money(sumOf(storm))} | ${verdict(sumOf(storm), 5)} |
| a month of 1,000 accounts, 4 regions swept every day | ${money(sumOf(few))} | ${verdict(sumOf(few), 50)} |
| a month of 1,000 accounts, 17 regions swept every day | ${money(sumOf(all))} | ${verdict(sumOf(all), 50)} |

## A million changes, one at a time

${billText(quiet)}

## A million changes, three at once

${billText(storm)}

Only what the rules of deploy/member.yaml let through is a change: of all that EC2 records that is little. What they do not match costs nothing.

A launch costs less than a change to an image, of which guard asks EC2. ${String(USAGE.shareOfLaunches * 100)} of 100 are taken for launches; of a quiet million the ends are:

| changes | USD |
| --- | ---: |
| launches alone | ${money(sumOf(billOfEvents(1, 'launches')))} |
| none of them a launch | ${money(sumOf(billOfEvents(1, 'images')))} |

It stays within 5 where ${String(Math.ceil(launchesAt(5) * 100))} of 100 or more are launches. Half of it nobody can save: ${money(1 + 3 * 0.4 + 0.2)} are the way to the hub, through the queue and into a function.

## A month of 1,000 accounts, 4 regions

What is there whether anything changes or not; the changes come on top. ${String(USAGE.imagesOfAccount)} images an account.

${billText(few)}

## A month of 1,000 accounts, 17 regions

${billText(all)}

A batch of ${String(USAGE.placesOfBatch)} account-regions takes ${String(USAGE.transitionsOfBatch)} transitions of the state machine; one by one they would cost ${money(alone)}. What is left of the sweep is for looking. If every region held images it would be ${money(sumOf(billOfMonth(17, 17)))} in all, most of the difference for AWS’s own counts. Events are judged within seconds all the
same, and the sweep is there for those that were lost: \`--param sweepSchedule='rate(7 days)'\` takes six sevenths off the lines that begin with it. Regions that are not in use can be left out by
\`sweepRegions\`; deny them by an SCP: what cannot be used need not be swept.

## What is measured, and what assumed

Rounds of calls, reads, writes, messages and bytes of logs of a change and of a finding are counted by \`npm run bench -- changes\` on the sandbox, with
bench/cost.yaml in force, a policy that its images pass; guard's CPU time is in [benchmarks.md](benchmarks.md). Assumed are: ${String(USAGE.shareOfLaunches * 100)} of 100 changes are launches, as where 1,000 accounts hold
${String(USAGE.imagesOfAccount)} images each, an image lives for half a year and tells of itself seven times, and each account launches something once an hour; ${String(USAGE.shareOfFindings * 100)} of 100 break the policy and are put right; a call
takes ${String(USAGE.secondsOfTable * 1000)} ms to DynamoDB and ${String(USAGE.secondsOfEc2 * 1000)} ms to EC2, and ${String(USAGE.shareOfSessions * 100)} of 100 image changes begin a session, which takes ${String(USAGE.secondsOfSession * 1000)} ms; changes come from ${USAGE.placesHeard.toLocaleString('en-US')} account-regions alike. Of the sweep, rounds of calls, reads, writes
and logs are counted by \`npm run bench -- places\`; assumed are ${String(USAGE.secondsOfRound * 1000)} ms for a round, most of which go to tables, images in ${String(USAGE.regionsWithImages)} regions of an account, and that the sweep is over within ${String(USAGE.hoursOfSweep)} hours. The numbers are in \`build/cost/usage.ts\`, one sentence each.

A key of your own in place of AWS's costs what the line says, ${money(PRICES.key.usd)} a month, and as much again for each of the first two rotations. After the stack is removed it goes on
costing that until it is deleted.

## Prices

| USD | for | | as of | source |
| ---: | ---: | --- | --- | --- |
${priceRows()}
`;
};

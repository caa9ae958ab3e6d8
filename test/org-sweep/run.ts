import { subjectKey } from '../../lib/model/subject.ts';
import { coverageOf, startSweepWorld } from '../asl/sweep-world.ts';
import { expectedFindings, foundIn } from './truth.ts';

// npm run org-sweep: 201 accounts in 4 regions through the state machine, three accounts denied. Its figures stand in docs/estate.md.

const DENIED = ['222233334444', '333344445555', '555566667777'];
const DAY_MS = 24 * 3_600_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const check = (holds: boolean, what: string): void => {
  say(`${holds ? 'holds ' : 'BROKEN'}  ${what}`);
  if (!holds) process.exitCode = 1;
};
const textOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join(', ');

const world = await startSweepWorld({ accounts: 200, regions: 4 }, {}, { count: 4_000, spread: true });
const { sandbox } = world;
for (const account of DENIED) sandbox.roles.remove(`arn:aws:iam::${account}:role/ami-warden-reader`);

const sweep = async (name: string): Promise<void> => {
  const before = sandbox.calls.of({}).length;
  const began = performance.now();
  const ended = await world.run(name);
  const seconds = (performance.now() - began) / 1000;
  const calls = sandbox.calls.of({}).slice(before);
  const byOperation: Record<string, number> = {};
  for (const { operation } of calls) byOperation[operation] = (byOperation[operation] ?? 0) + 1;
  say(
    `\n${name} sweep: ${ended.status} in ${seconds.toFixed(1)} s, ${String(ended.children.length)} workers, at most ${String(ended.widest)} at once`,
  );
  say(`calls: ${textOf(byOperation)}`);
  const output = ended.output as { readonly coverage: { readonly counts: Readonly<Record<string, number>> } };
  say(`coverage: ${textOf(output.coverage.counts)}`);
  const swept = ended.children.reduce((sum, { items }) => sum + items, 0);
  check(ended.status === 'SUCCEEDED' && swept === 792, '198 accounts x 4 regions were swept');
  const { reporting, 'never-enrolled': never } = output.coverage.counts;
  check(reporting === 792 && never === 12, '792 account-regions report, 12 never let us in');
  for (const { place, status, why } of (await coverageOf(world)).values()) {
    const isKnown = status === 'reporting' || (status === 'never-enrolled' && DENIED.includes(place.account));
    if (!isKnown) say(`        ${subjectKey(place)} ${status}: ${why}`);
  }
  const expected = expectedFindings(sandbox, new Set(DENIED));
  const found = await foundIn(world, new Set(DENIED));
  check(
    found.length > 0 && found.join() === expected.join(),
    `${String(found.length)} findings are those of the sandbox's own state (${String(expected.length)})`,
  );
};

await sweep('first');
world.clock.advance(DAY_MS);
await sweep('second');
say(
  `\npeak memory of this process, the sandbox in it: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
await world.close();

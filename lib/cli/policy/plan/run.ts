import * as z from 'zod';
import type { Organization } from '../../../model/organization.ts';
import type { PolicyBundle } from '../../../model/policy.ts';
import { instant, oneOf, sentence } from '../../../policy/source/schema/words.ts';
import { readInventory, type InventoryEntry } from '../../inventory-file/read.ts';
import { EXIT, worstExit, type ExitCode } from '../../output/exit-code.ts';
import { complain, print, type Io } from '../../output/io.ts';
import { readOptions } from '../../output/read-options.ts';
import { screenOf } from '../../output/screen.ts';
import { whyUnreadable } from '../../parse/report.ts';
import { loadEither } from '../load-either.ts';
import { loadOrganization } from '../load-organization.ts';
import { problemLines } from '../problem-line.ts';
import { backTest, NoOrganization, type BackTest } from './back-test.ts';
import { PLAN_FORMS } from './doc.ts';
import { PastEvents } from './past-events.ts';
import { planReport } from './report.ts';
import { csvSink, jsonSink, noSink } from './rows.ts';
import { summaryOf } from './summary.ts';

const missing = (what: string) => ({ error: `expected ${what}` });
const Options = z.object({
  policy: z.array(sentence, missing('the policy to look at')),
  against: z.array(sentence).optional(),
  inventory: z.string(missing('an inventory')),
  organization: sentence.optional(),
  events: z.array(sentence).default([]),
  at: instant.optional(),
  output: oneOf(PLAN_FORMS).default('table'),
});
type Options = z.infer<typeof Options>;

const COMMAND = 'policy plan';

/** `ami-warden policy plan`. Answers the exit code: 0 no change, 1 it could not be done, 2 changes, 3 part of it could not be looked at. */
export const runPlan = async (raw: unknown, io: Io, started: Date): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(io, read.problems);
  const { options } = read;
  const stdins = [...options.policy, ...(options.against ?? []), options.inventory, ...options.events];
  if (stdins.filter((path) => path === '-').length > 1)
    return refuse(io, ['- stands twice: stdin can be read only once']);
  const now = options.at === undefined ? started : new Date(options.at);
  const after = await policyOf(options.policy, io, now);
  const before = options.against === undefined ? null : await policyOf(options.against, io, now);
  const organization = await loadOrganization(options.organization, io, now);
  if (after === 'bad' || before === 'bad' || organization === 'bad') return EXIT.error;
  return run(options, { after, before }, organization, io, now);
};

const run = async (
  options: Options,
  policies: { readonly after: PolicyBundle; readonly before: PolicyBundle | null },
  given: Organization | null,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const events = new PastEvents();
  await events.read(options.events, io.stdin);
  const entries = new Watched(readInventory(options.inventory, io.stdin));
  const name = (account: string): string | null =>
    (given ?? entries.organization)?.accounts.find((one) => one.account === account)?.name ?? null;
  const sink = { table: () => noSink, json: () => jsonSink(io.stdout), csv: () => csvSink(io.stdout, name) }[
    options.output
  ]();
  let tested: BackTest;
  try {
    const parts = { inventory: entries.read(), events, policies, organization: given, now };
    tested = await backTest(parts, (rows) => sink.take(rows));
  } catch (error) {
    if (error instanceof NoOrganization)
      return refuse(io, [
        `${options.inventory} begins with no {"organization": …}: expected it, or --organization`,
      ]);
    if (!(error instanceof Error && 'code' in error)) throw error;
    return refuse(io, [`${options.inventory}: ${whyUnreadable(error, entries.count)}`]);
  }
  await complain(io, COMMAND, problemsOf(tested, events, options.inventory));
  if (tested.subjects.subjects === 0)
    return refuse(io, [`${options.inventory} holds no subject that could be judged`]);
  const summary = summaryOf(policies, tested, events.counts, now, name);
  await sink.end(tested.eventRows, summary);
  if (options.output === 'table')
    await print(
      io.stdout,
      planReport(summary, tested, options.events.length > 0, screenOf(io.stdout, io.env)),
    );
  return exitOf(tested, events);
};

const refuse = async (io: Io, problems: readonly string[]): Promise<ExitCode> => {
  await complain(io, COMMAND, problems);
  return EXIT.error;
};

const exitOf = ({ subjects, eventRows, badLines, unread }: BackTest, past: PastEvents): ExitCode => {
  const isPartial = badLines > 0 || unread > 0 || past.problems.length > 0;
  const differs = subjects.differing + eventRows.length > 0;
  return worstExit([isPartial ? EXIT.partial : EXIT.clean, differs ? EXIT.findings : EXIT.clean]);
};

/** Null when there is none; `bad` when it could not be used, which was told. */
const policyOf = async (paths: readonly string[], io: Io, now: Date): Promise<PolicyBundle | 'bad'> => {
  const policy = await loadEither(paths, io.stdin, now);
  if (policy.ok) {
    await print(io.stderr, problemLines(policy.warnings, 'warning'));
    return policy.bundle;
  }
  await print(io.stderr, problemLines(policy.problems, 'error'));
  return 'bad';
};

const MOST_TOLD = 20;

const problemsOf = (tested: BackTest, { problems }: PastEvents, inventory: string): readonly string[] => [
  ...shortened(
    tested.bad.map(({ line, reason }) => `${inventory}:${String(line)}: ${reason}`),
    tested.badLines,
  ),
  ...shortened(problems, problems.length),
  ...(tested.unread === 0
    ? []
    : [`${String(tested.unread)} subjects lack facts that the policy asks for: they are told as unreadable`]),
];

const shortened = (lines: readonly string[], count: number): readonly string[] =>
  count <= MOST_TOLD
    ? lines
    : [...lines.slice(0, MOST_TOLD), `and ${String(count - MOST_TOLD)} more of this kind`];

/** Entries as they pass, with the organisation that was among them and how many they were. */
class Watched {
  readonly #entries: AsyncIterable<readonly InventoryEntry[]>;
  organization: Organization | null = null;
  count = 0;

  constructor(entries: AsyncIterable<readonly InventoryEntry[]>) {
    this.#entries = entries;
  }

  async *read(): AsyncGenerator<readonly InventoryEntry[]> {
    for await (const entries of this.#entries) {
      this.count += entries.length;
      const [first] = entries;
      if (first?.kind === 'organization') this.organization = first.organization;
      yield entries;
    }
  }
}

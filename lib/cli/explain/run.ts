import { dirname, join } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Organization } from '../../model/organization.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { explain } from '../../policy/explain.ts';
import { instant, oneOf, sentence, text } from '../../policy/source/schema/words.ts';
import { planRemediation } from '../../remediation/plan.ts';
import { accountOption } from '../by-hand/options.ts';
import { placeOf, PlaceOptions } from '../journal/options.ts';
import { EXIT, worstExit, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { loadEither } from '../policy/load-either.ts';
import { loadOrganization } from '../policy/load-organization.ts';
import { problemLines } from '../policy/problem-line.ts';
import { EXPLAIN_FORMS } from './doc.ts';
import { findInInventory } from './find-in-inventory.ts';
import type { Explained } from './explained.ts';
import { grantsIn } from './granted.ts';
import { explainReport } from './report.ts';
import { questionOf, type Found, type FoundSubject } from './subject.ts';
import { targetOf, type Target } from './target.ts';

const Options = z
  .object({
    policy: z.array(sentence).default(['ami-policy.yaml']),
    inventory: sentence.optional(),
    live: z.boolean().default(false),
    account: accountOption,
    region: text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/).optional(),
    profile: sentence.optional(),
    organization: sentence.optional(),
    journal: sentence.optional(),
    table: PlaceOptions.table,
    at: instant.optional(),
    output: oneOf(EXPLAIN_FORMS).default('table'),
  })
  .refine(({ inventory, live }) => (inventory === undefined) === live, {
    path: ['inventory'],
    message: 'expected this, or --live, to say where the facts come from',
  })
  .refine(({ live, account: of, region }) => live || (of ?? region) === undefined, {
    path: ['live'],
    message: 'expected with --account and --region',
  })
  .refine(({ live, table, profile }) => live || table !== undefined || profile === undefined, {
    path: ['live'],
    message: 'expected with --profile, or --table',
  })
  .refine(({ journal, table }) => journal === undefined || table === undefined, {
    path: ['table'],
    message: 'expected without --journal',
  });
type Options = z.infer<typeof Options>;

const COMMAND = 'explain';

/** `ami-warden explain`. Answers the exit code: 0 nothing fails, 1 it could not be done, 2 a rule fails, 3 something could not be judged. */
export const runExplain = async (
  words: readonly string[],
  raw: unknown,
  io: Io,
  started: Date,
): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(io, read.problems);
  const { options } = read;
  const target = targetOf(words[0] ?? '');
  if (target === null)
    return refuse(io, [
      `${JSON.stringify(words[0] ?? '')}: expected ami-…, i-…, account/region, account/region/ami-…, or a finding's 16 hex digits`,
    ]);
  const now = options.at === undefined ? started : new Date(options.at);
  const policy = await loadEither(options.policy, io.stdin, now);
  if (!policy.ok) {
    await print(io.stderr, problemLines(policy.problems, 'error'));
    return EXIT.error;
  }
  const organization = await loadOrganization(options.organization, io, now);
  if (organization === 'bad') return EXIT.error;
  const found = await find(target, options, policy.bundle, organization, now, io);
  if (!found.ok) return refuse(io, [found.problem]);
  // What was read a moment ago cannot be judged at a time before it.
  const at = options.live && options.at === undefined ? new Date(found.subject.state.observedAt) : now;
  const grants = await grantsOf(found.subject, options, io);
  if (grants instanceof Fault) return refuse(io, [grants.message]);
  const explanation = explain(questionOf({ ...found.subject, grants }, policy.bundle, at));
  const plan = planRemediation(explanation.evaluation, {
    state: found.subject.state,
    creator: null,
    by: 'policy',
  });
  const place = placer(options.policy);
  const explained: Explained = { explanation, plan, organization: found.subject.organization, place };
  await complain(io, COMMAND, found.subject.problems);
  await show(io, options.output, {
    table: (screen) => explainReport(explained, screen),
    json: () => jsonText({ ...explanation, plan }),
  });
  const verdicts = explanation.evaluation.verdicts.map(({ verdict }) => verdict);
  return worstExit([
    verdicts.includes('error') || found.subject.problems.length > 0 ? EXIT.partial : EXIT.clean,
    verdicts.includes('fail') ? EXIT.findings : EXIT.clean,
  ]);
};

const refuse = async (io: Io, problems: readonly string[]): Promise<ExitCode> => {
  await complain(io, COMMAND, problems);
  return EXIT.error;
};

/** What people have waived: by the journal that the flags name, else as the inventory says. */
const grantsOf = async (
  { state, grants }: FoundSubject,
  { journal, table, profile }: Options,
  { env }: Io,
): Promise<FoundSubject['grants'] | Fault> => {
  if (journal === undefined && table === undefined) return grants;
  const place = { file: journal, table, profile: table === undefined ? undefined : profile };
  try {
    return await grantsIn(placeOf(place, env), state.ref);
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
};

const find = async (
  target: Target,
  { inventory, account: of, region, profile, at }: Options,
  policy: PolicyBundle,
  organization: Organization | null,
  now: Date,
  io: Io,
): Promise<Found> => {
  if (inventory !== undefined)
    return findInInventory(target, inventory, organization, { policy, now }, io.stdin);
  // The SDK is loaded only by who asks AWS.
  const { findLive } = await import('./find-live.ts');
  return findLive(
    target,
    { account: of, region, profile },
    organization,
    policy,
    at === undefined ? null : now,
  );
};

/** Bundles name files from the policy's own folder; people find them from where they are. */
const placer =
  ([first = '']: readonly string[]) =>
  ({
    file,
    line,
    column,
  }: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }): string => {
    const path = first === '-' || first.endsWith('.json') ? file : join(dirname(first), file);
    return `${path}:${String(line)}:${String(column)}`;
  };

import * as z from 'zod';
import type { OpenPolicy } from '../../../config/wire-policy-object.ts';
import { Fault } from '../../../model/fault.ts';
import type { PolicyBundle } from '../../../model/policy.ts';
import { bundleJson } from '../../../policy/bundle.ts';
import { loadBundle } from '../../../policy/load-bundle.ts';
import { instant, sentence } from '../../../policy/source/schema/words.ts';
import { canAsk } from '../../by-hand/can-ask.ts';
import { MEANS, type HandIo, type Means } from '../../by-hand/hand.ts';
import { output, viaOption } from '../../by-hand/options.ts';
import { EXIT, type ExitCode } from '../../output/exit-code.ts';
import { complain, print } from '../../output/io.ts';
import { jsonText } from '../../output/json.ts';
import { readOptions } from '../../output/read-options.ts';
import { show } from '../../output/show.ts';
import { table } from '../../output/table.ts';
import { loadEither } from '../load-either.ts';
import { problemLines } from '../problem-line.ts';
import { differencesOf, type Difference } from './difference.ts';

const Options = z.object({
  via: viaOption.unwrap(),
  profile: sentence.optional(),
  yes: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  at: instant.optional(),
  output,
});
type Options = z.infer<typeof Options>;

/** What is in force: nothing yet, a policy, or what the functions refuse. */
interface InForce {
  readonly etag: string | null;
  readonly bundle: PolicyBundle | null;
  readonly problem: string | null;
}

/** `ami-warden policy push`. Answers the exit code: 0 in force, 1 nothing written, 2 with --dry-run when something would be. */
export const runPush = async (
  paths: readonly string[],
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Pick<Means, 'confirm'> = MEANS,
): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(io, ...read.problems);
  const { options } = read;
  const policy = await loadEither(paths, io.stdin, options.at === undefined ? now : new Date(options.at));
  if (!policy.ok) {
    await print(io.stderr, problemLines(policy.problems, 'error'));
    return refuse(io, 'the policy is refused: nothing was written');
  }
  await print(io.stderr, problemLines(policy.warnings, 'warning'));
  try {
    const { openPolicy } = await import('../../../config/wire-policy-object.ts');
    const { via: stack, profile } = options;
    const open = await openPolicy({ stack, profile, environment: io.env });
    try {
      return await push(open, policy.bundle, options, io, means);
    } finally {
      open.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse(io, messageOf(fault));
  }
};

const push = async (
  open: OpenPolicy,
  bundle: PolicyBundle,
  options: Options,
  io: HandIo,
  means: Pick<Means, 'confirm'>,
): Promise<ExitCode> => {
  const before = await inForce(open);
  const differences = differencesOf(before.bundle, bundle);
  await tell(open, before, bundle, differences, options, io);
  if (before.bundle?.hash === bundle.hash) {
    await print(io.stderr, 'It is in force already: nothing was written.\n');
    return EXIT.clean;
  }
  if (options.dryRun) return EXIT.findings;
  if (!options.yes) {
    if (!canAsk(io))
      return refuse(
        io,
        'nothing was written: --yes is needed where nobody can be asked, as this is no terminal',
      );
    if (!(await means.confirm(io, `Put it into force in ${options.via}?`)))
      return refuse(io, 'nothing was written');
  }
  await open.replace(bundleJson(bundle), before.etag);
  const after = await inForce(open);
  if (after.bundle?.hash !== bundle.hash)
    return refuse(io, 'it was written, and read back it is another: somebody else has pushed since');
  await print(io.stderr, `${open.where} is sha256 ${bundle.hash}. The functions take it within a minute.\n`);
  return EXIT.clean;
};

const inForce = async (open: OpenPolicy): Promise<InForce> => {
  const stored = await open.read();
  if (stored === null) return { etag: null, bundle: null, problem: null };
  const loaded = loadBundle(stored.text);
  return loaded.ok
    ? { etag: stored.etag, bundle: loaded.bundle, problem: null }
    : { etag: stored.etag, bundle: null, problem: loaded.problem };
};

const tell = async (
  { where }: OpenPolicy,
  before: InForce,
  after: PolicyBundle,
  differences: readonly Difference[],
  { output: form }: Options,
  io: HandIo,
): Promise<void> => {
  if (before.problem !== null)
    await print(io.stderr, `${where} holds what the functions refuse: ${before.problem}\n`);
  else if (before.etag === null)
    await print(io.stderr, `${where} is not there yet: this is the first policy.\n`);
  await show(io, form, {
    table: (screen) =>
      differences.length === 0
        ? ''
        : table(
            ['what', 'in force', 'pushed'],
            differences.map(({ what, before: was, after: is }) => [what, was ?? '-', is ?? '-']),
            screen,
          ),
    json: () => jsonText({ where, before: before.bundle?.hash ?? null, after: after.hash, differences }),
  });
};

const messageOf = ({ code, message }: Fault): string =>
  code === 'PreconditionFailed' || code === 'ConditionalRequestConflict'
    ? 'nothing was written: somebody else has pushed a policy meanwhile; look again at what would change'
    : message;

const refuse = async (io: HandIo, ...problems: readonly string[]): Promise<ExitCode> => {
  await complain(io, 'policy push', problems);
  return EXIT.error;
};

import * as z from 'zod';
import { journalFile } from '../../config/state-file.ts';
import type { OpenSwitch } from '../../config/wire-switch.ts';
import { Fault } from '../../model/fault.ts';
import type { PauseState } from '../../model/pause.ts';
import { sentence, text } from '../../policy/source/schema/words.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { canAsk } from './can-ask.ts';
import type { HandIo, Means } from './hand.ts';
import { output, viaOption } from './options.ts';

const Options = z
  .object({
    via: viaOption,
    profile: sentence.optional(),
    file: sentence.optional(),
    reason: text('a reason of at most 500 characters', /^[^]{0,500}$/)
      .transform((reason) => reason.trim() || null)
      .optional(),
    yes: z.boolean().default(false),
    dryRun: z.boolean().default(false),
    output,
  })
  .refine(({ via, file }) => via === undefined || file === undefined, {
    path: ['file'],
    message: 'expected without --via: the service has its own',
  })
  .refine(({ via, profile }) => via !== undefined || profile === undefined, {
    path: ['profile'],
    message: 'expected with --via',
  });
type Options = z.infer<typeof Options>;

/** How a switch stands; `unknown` where it cannot be read, which whoever writes takes for paused. */
type Standing = PauseState | { readonly kind: 'unknown'; readonly problem: string };

/**
 * Switches all writing off or on. Stopping asks nobody, for it can be taken back and must not wait; going on asks. Answers the exit
 * code: 0 it is so, 1 it is not, 2 it would be changed.
 */
export const runSwitch = async (
  command: 'pause' | 'resume',
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Pick<Means, 'confirm'>,
): Promise<ExitCode> => {
  const refuse = async (...problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, command, problems);
    return EXIT.error;
  };
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(...read.problems);
  const { options } = read;
  try {
    const open = await openSwitch(options, io);
    try {
      const before = await standingOf(open);
      const wanted = command === 'pause' ? 'paused' : 'running';
      if (before.kind === wanted) return await tell(open, before, before, options, io);
      if (options.dryRun) {
        await tell(open, before, before, options, io);
        return EXIT.findings;
      }
      if (command === 'resume' && !options.yes) {
        await print(io.stderr, `${open.stops}: ${standingText(before)}\n`);
        if (!canAsk(io)) {
          return await refuse(
            'nothing was done: --yes is needed where nobody can be asked, as this is no terminal',
          );
        }
        if (!(await means.confirm(io, 'Let writing go on?'))) return await refuse('nothing was done');
      }
      await open.set(
        wanted === 'paused'
          ? {
              kind: 'paused',
              by: await whoHas(open),
              since: now.toISOString(),
              reason: options.reason ?? null,
            }
          : { kind: 'running' },
      );
      const after = await standingOf(open);
      await tell(open, before, after, options, io);
      if (after.kind === wanted) return EXIT.clean;
      return await refuse('it was set, and read back it is otherwise: somebody else is at it');
    } finally {
      open.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return refuse(fault.message);
  }
};

const openSwitch = async ({ via, profile, file }: Options, io: HandIo): Promise<OpenSwitch> => {
  const { openLocalSwitch, openStackSwitch } = await import('../../config/wire-switch.ts');
  return via === undefined
    ? openLocalSwitch(file ?? journalFile(io.env))
    : openStackSwitch({ stack: via, profile, environment: io.env });
};

/** Null when that cannot be told: it is no reason not to stop. */
const whoHas = async (open: OpenSwitch): Promise<string | null> => {
  try {
    return await open.who();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return null;
  }
};

const standingOf = async (open: OpenSwitch): Promise<Standing> => {
  try {
    return await open.state();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { kind: 'unknown', problem: fault.message };
  }
};

const tell = async (
  { stops }: OpenSwitch,
  before: Standing,
  after: Standing,
  options: Options,
  io: HandIo,
): Promise<ExitCode> => {
  const change = before === after ? standingText(after) : `${standingText(before)} -> ${standingText(after)}`;
  await show(io, options.output, {
    table: (screen) => table(['what', 'before -> after'], [[stops, change]], screen),
    json: () => jsonText({ stops, before, after }),
  });
  const isSet = before !== after && after.kind === 'paused';
  if (options.via === undefined) {
    await print(
      io.stderr,
      'This is about commands of this machine alone; --via STACK is about the service.\n',
    );
  } else if (isSet) {
    await print(io.stderr, 'Its functions know of it within 30 seconds; until then they may still write.\n');
  }
  return EXIT.clean;
};

const standingText = (standing: Standing): string => {
  switch (standing.kind) {
    case 'running':
      return 'not paused';
    case 'unknown':
      return `not to be read, which counts as paused (${standing.problem})`;
    case 'paused': {
      const { by, since, reason } = standing;
      return `paused by ${by ?? 'somebody'}${since === null ? '' : ` since ${since}`}: ${reason ?? 'no reason was given'}`;
    }
  }
};

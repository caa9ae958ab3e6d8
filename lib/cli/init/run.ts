import { access } from 'node:fs/promises';
import type { CommandIo } from '../command-io.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { writeNew, writeWhole } from '../output/write-file.ts';
import { whyUnreadable } from '../policy/read-files.ts';
import { ANSWERS, completeAnswers, InitFlags, type Asked } from './answers.ts';
import { policyText } from './policy-text.ts';
import { verifyPolicy } from './verify.ts';

/** What `init` may touch of its process. */
export type InitIo = Pick<CommandIo, 'stdin' | 'stdout' | 'stderr' | 'env'>;

/** Asks for the answers; null when the questions were left. */
export type Ask = (io: InitIo) => Promise<Asked | null>;

/** `ami-warden init`. Answers the exit code: 0 written, 1 nothing written. */
export const runInit = async (
  raw: unknown,
  io: InitIo,
  now: Date,
  ask: Ask = askLazily,
): Promise<ExitCode> => {
  const refuse = async (problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, 'init', problems);
    return EXIT.error;
  };
  const read = readOptions(InitFlags, raw);
  if (!read.ok) return refuse(read.problems);
  const { out, force, yes, ...flags } = read.options;
  const isThere = out !== '-' && (await exists(out));
  if (isThere && !force) return refuse([`${out} is there already: --force replaces it, --out names another`]);

  const asks = !yes && !hasAnswer(raw) && io.stdin.isTTY && io.stderr.isTTY;
  const asked = asks ? await ask(io) : flags;
  if (asked === null) return refuse(['the questions were left: nothing was written']);
  const text = policyText(completeAnswers(asked));
  const { rules, tests } = verifyPolicy(text, now);
  try {
    if (out === '-') await print(io.stdout, text);
    else await (force ? writeWhole(out, text) : writeNew(out, text));
  } catch (error) {
    return refuse([`${out} cannot be written: ${whyUnreadable(error)}`]);
  }
  await print(
    io.stderr,
    `${out === '-' ? 'policy' : out}: ${String(rules)} rules, ${String(tests)} tests, which pass\n`,
  );
  if (out !== '-') await print(io.stderr, nextSteps(out));
  return EXIT.clean;
};

// Nobody who is not asked shall pay for the library that asks.
const askLazily: Ask = async (io) => {
  const { askOnTerminal } = await import('./ask.ts');
  return askOnTerminal(io);
};

/** Whoever answers one question by a flag has made up their mind. */
const hasAnswer = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && Object.keys(raw).some((name) => Object.hasOwn(ANSWERS, name));

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
};

const nextSteps = (out: string): string => `
What comes next:
  ami-warden policy validate ${out}
  ami-warden policy test ${out}
  ami-warden policy compile ${out} --out policy.json
`;

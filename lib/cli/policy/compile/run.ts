import { resolve } from 'node:path';
import * as z from 'zod';
import { bundleJson } from '../../../policy/bundle.ts';
import { loadBundle } from '../../../policy/load-bundle.ts';
import { instant, sentence } from '../../../policy/source/schema/words.ts';
import { EXIT, type ExitCode } from '../../output/exit-code.ts';
import { complain, print, type Io } from '../../output/io.ts';
import { readOptions } from '../../output/read-options.ts';
import { loadPolicy } from '../load-policy.ts';
import { problemLines } from '../problem-line.ts';
import { whyUnreadable } from '../read-files.ts';
import { writeWhole } from '../../output/write-file.ts';

const Options = z.object({ out: sentence.optional(), at: instant.optional() });

/** `ami-warden policy compile`. Answers the exit code: 0 written, 1 nothing written. */
export const runCompile = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const refuse = async (problems: readonly string[]): Promise<ExitCode> => {
    await complain(io, 'policy compile', problems);
    return EXIT.error;
  };
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(read.problems);
  const { at } = read.options;
  const out = read.options.out === '-' ? undefined : read.options.out;
  if (out !== undefined && paths.some((path) => path !== '-' && resolve(path) === resolve(out)))
    return refuse([`--out: ${out} is the policy itself: expected another file`]);

  const policy = await loadPolicy(paths, io.stdin, at === undefined ? now : new Date(at));
  switch (policy.kind) {
    case 'unreadable':
      return refuse(policy.problems);
    case 'refused':
      await print(io.stderr, problemLines(policy.problems, 'error'));
      return refuse(['the policy is refused: nothing was written']);
    case 'good':
      break;
  }
  const json = bundleJson(policy.bundle);
  const loaded = loadBundle(json);
  if (!loaded.ok) throw new Error(`the service would not load what was compiled: ${loaded.problem}`);

  await print(io.stderr, problemLines(policy.warnings, 'warning'));
  try {
    if (out !== undefined) await writeWhole(out, json);
    else await print(io.stdout, io.stdout.isTTY === true ? `${json}\n` : json);
  } catch (error) {
    return refuse([`${out ?? 'stdout'} cannot be written: ${whyUnreadable(error)}`]);
  }
  await print(io.stderr, `sha256 ${policy.bundle.hash}${out === undefined ? '' : `  ${out}`}\n`);
  return EXIT.clean;
};

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PolicyBundle } from '../../model/policy.ts';
import { print, type Io } from '../output/io.ts';
import { loadEither } from '../policy/load-either.ts';
import { problemLines } from '../policy/problem-line.ts';

const USUAL = 'ami-policy.yaml';
const AS_SHIPPED = 'policies/scan.yaml, as it is shipped';
const SHIPPED = fileURLToPath(new URL('../../../policies/scan.yaml', import.meta.url));

/** The policy that the flag names, or else that of this folder, or else the one that is shipped; `from` says which. Null when it has mistakes, which were told. */
export const loadScanPolicy = async (
  named: readonly string[] | undefined,
  io: Io,
  now: Date,
): Promise<{ readonly bundle: PolicyBundle; readonly from: string } | null> => {
  const files = named ?? [existsSync(USUAL) ? USUAL : SHIPPED];
  const policy = await loadEither(files, io.stdin, now);
  if (policy.ok) return { bundle: policy.bundle, from: files[0] === SHIPPED ? AS_SHIPPED : files.join(', ') };
  await print(io.stderr, problemLines(policy.problems, 'error'));
  return null;
};

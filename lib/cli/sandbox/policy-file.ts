import { relative } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { PolicyBundle } from '../../model/policy.ts';
import type { Io } from '../output/io.ts';
import { loadPolicy } from '../policy/load-policy.ts';

const EXAMPLE = fileURLToPath(new URL('../../../policies/example-org.yaml', import.meta.url));

/** A policy file with what it includes, compiled; or every mistake in it as `file:line:column: …`. */
export const readPolicy = async (
  path: string | undefined,
  stdin: Io['stdin'] = Readable.from([]),
): Promise<
  | { readonly ok: true; readonly bundle: PolicyBundle }
  | { readonly ok: false; readonly problems: readonly string[] }
> => {
  const policy = await loadPolicy([path ?? relative('', EXAMPLE)], stdin, null);
  switch (policy.kind) {
    case 'good':
      return { ok: true, bundle: policy.bundle };
    case 'refused':
      return { ok: false, problems: policy.problems };
    case 'unreadable':
      return { ok: false, problems: policy.problems.map((problem) => `--policy: ${problem}`) };
  }
};

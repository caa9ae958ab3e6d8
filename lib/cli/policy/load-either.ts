import type { PolicyBundle } from '../../model/policy.ts';
import { loadBundle } from '../../policy/load-bundle.ts';
import type { Io } from '../output/io.ts';
import { loadPolicy } from './load-policy.ts';
import { readFiles } from './read-files.ts';

/** A policy as the service has it, or every reason why there is none. */
export type EitherPolicy =
  | { readonly ok: true; readonly bundle: PolicyBundle; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a policy from its files, or from a bundle that was compiled before, such as the one in force. */
export const loadEither = async (
  paths: readonly string[],
  stdin: Io['stdin'],
  now: Date,
): Promise<EitherPolicy> => {
  const [path] = paths;
  if (paths.length === 1 && path?.endsWith('.json') === true) {
    const read = await readFiles([path], stdin);
    if (!read.ok) return read;
    const text = read.files[0]?.text ?? '';
    if (isBundle(text)) {
      const loaded = loadBundle(text.trim());
      return loaded.ok
        ? { ok: true, bundle: loaded.bundle, warnings: [] }
        : { ok: false, problems: [`${path}: ${loaded.problem}`] };
    }
  }
  const policy = await loadPolicy(paths, stdin, now);
  if (policy.kind === 'good') return { ok: true, bundle: policy.bundle, warnings: policy.warnings };
  return { ok: false, problems: policy.problems };
};

/** Compiled policies bear a hash; a policy that happens to be written as JSON does not. */
const isBundle = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'hash' in value;
  } catch {
    return false;
  }
};

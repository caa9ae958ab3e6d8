import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PolicyBundle } from '../../model/policy.ts';
import { compilePolicy } from '../../policy/source/compile-policy.ts';

const EXAMPLE = new URL('../../../policies/example-org.yaml', import.meta.url);

/** A policy file, compiled; or every mistake in it as `file:line:column: …`. */
export const readPolicy = async (
  path: string | undefined,
): Promise<
  | { readonly ok: true; readonly bundle: PolicyBundle }
  | { readonly ok: false; readonly problems: readonly string[] }
> => {
  const name = path ?? 'policies/example-org.yaml';
  try {
    const text = await readFile(path ?? EXAMPLE, 'utf8');
    return compilePolicy([{ name: path === undefined ? name : basename(path), text }]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`--policy: ${name} cannot be read: ${reason}`] };
  }
};

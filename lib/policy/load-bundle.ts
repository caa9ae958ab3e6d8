import type { PolicyBundle } from '../model/policy.ts';
import { bundleHash } from './bundle.ts';
import { bundleSchema } from './bundle-schema.ts';

/** A bundle that may be judged by, or the one sentence that says why not. */
export type LoadedBundle =
  { readonly ok: true; readonly bundle: PolicyBundle } | { readonly ok: false; readonly problem: string };

/** Reads the JSON of a compiled policy and holds version, shape and hash against it. Never throws for any text. */
export const loadBundle = (json: string): LoadedBundle => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null) return refuse('not an object');
  const version: unknown = 'version' in value ? value.version : undefined;
  if (version !== 1)
    return refuse(`version ${version === undefined ? 'is missing' : JSON.stringify(version)}: expected 1`);
  const checked = bundleSchema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return refuse(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  const hash = bundleHash(checked.data);
  if (hash !== checked.data.hash) {
    return refuse(
      `its hash is ${checked.data.hash}, its content's ${hash}: it was changed after it was compiled`,
    );
  }
  return { ok: true, bundle: checked.data };
};

const refuse = (problem: string): LoadedBundle => ({
  ok: false,
  problem: `the policy bundle is refused: ${problem}`,
});

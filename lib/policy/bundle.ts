import { sha256Hex } from '../model/hash.ts';
import type { PolicyBundle } from '../model/policy.ts';
import { canonicalJson } from './canonical-json.ts';

/** The bundle of this content: `hash` is the SHA-256 of its canonical JSON. */
export const sealBundle = (content: Omit<PolicyBundle, 'hash'>): PolicyBundle => ({
  ...content,
  hash: bundleHash(content),
});

/** The text that is stored and that `loadBundle` takes: canonical JSON. */
export const bundleJson = (bundle: PolicyBundle): string => canonicalJson(bundle);

/** SHA-256 (64 hex digits) of the canonical JSON of a bundle without its hash. */
export const bundleHash = (content: object): string =>
  // Members of undefined are left out of the canonical text.
  sha256Hex(canonicalJson({ ...content, hash: undefined }));

import { createHash } from 'node:crypto';

/**
 * Stands in for @noble/hashes' `sha256` in the Lambda bundles: the pure rooms hash in plain JavaScript, which runs unoptimised in
 * a cold start (some 8 ms of CPU); Node's own has been loaded by the SDK anyway.
 */
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

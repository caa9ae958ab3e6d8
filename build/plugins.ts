import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { inlineSchemas } from './inline-schemas.ts';

/** Takes one of this folder's modules in place of a package's. */
const inPlaceOf = (filter: RegExp, module: string): Plugin => ({
  name: module,
  setup(build) {
    const path = fileURLToPath(new URL(`${module}.ts`, import.meta.url));
    build.onResolve({ filter }, () => ({ path }));
  },
});

/** A client reads its version from its package.json, for the user agent; esbuild would carry the whole file, 2.4 KB each. */
const clientVersions: Plugin = {
  name: 'client-versions',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The protocols import this (15 KB) when an operation streams events. None of ours does; one that did would fail at once. */
const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** The esbuild plugins of the Lambda bundles. */
export const plugins: readonly Plugin[] = [
  inlineSchemas,
  inPlaceOf(/^@aws-sdk\/credential-provider-node$/, 'environment-credentials'),
  inPlaceOf(/^@noble\/hashes\/sha2\.js$/, 'native-sha256'),
  clientVersions,
  noEventStreams,
];

// serverless-esbuild loads this file with require(), and takes what it gets for the array.
export { plugins as 'module.exports' };

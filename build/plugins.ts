import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { inlineSchemas } from './inline-schemas.ts';

const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(build) {
    const path = fileURLToPath(new URL('environment-credentials.ts', import.meta.url));
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path }));
  },
};

/** The esbuild plugins of the Lambda bundles. */
export const plugins: readonly Plugin[] = [inlineSchemas, environmentCredentials];

// serverless-esbuild loads this file with require(), and takes what it gets for the array.
export { plugins as 'module.exports' };

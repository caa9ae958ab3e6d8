import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const CONSTANT = /^const (_\w*) = ("(?:[^"\\]|\\.)*");$/gm;
const TOKEN = /"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|(?<![\w$.])_\w*/g;

/**
 * The text of an SDK client's `schemas_*.js` with its string constants (`const _xN = "xmlName"`) written where they are used.
 * Throws when the file holds none, because then the SDK's generator has changed and the bundle would silently grow.
 */
export const inlineSchemaConstants = (source: string, file: string): string => {
  const constants = new Map(Array.from(source.matchAll(CONSTANT), (match) => [match[1], match[2]]));
  if (constants.size === 0)
    throw new Error(`${file}: no string constants found; has the SDK's generator changed?`);
  return source.replaceAll(CONSTANT, '').replaceAll(TOKEN, (token) => constants.get(token) ?? token);
};

/**
 * Schemas with computed keys (`{ [_xN]: … }`) count as having side effects, so esbuild keeps every schema of a client,
 * 552 KB for EC2. With literal keys it drops those that no imported command uses.
 */
export const inlineSchemas: Plugin = {
  name: 'inline-schemas',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/].*[\\/]?schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: inlineSchemaConstants(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
  },
};

import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { dropUnnamedErrors, dropUnnamedMembers, wordsIn } from './drop-unnamed.ts';

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

/** What the adapters, the only users of the SDK, call by name. */
const wordsOfAdapters = async (): Promise<ReadonlySet<string>> => {
  const folder = fileURLToPath(new URL('../lib/aws/', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}${file}`, 'utf8')));
  return new Set(texts.flatMap(wordsIn));
};

// An error that is not registered comes as the client's base class, under the name that AWS gave it: all that is looked at. In
// other protocols (SQS's, STS's, SNS's) the registered errors say which name belongs to which code.
const PLAIN_JSON = /[\\/]client-(dynamodb|eventbridge|kms|organizations|service-quotas|ssm)[\\/]/;

/**
 * Schemas with computed keys (`{ [_xN]: … }`) count as having side effects, so esbuild keeps every schema of a client,
 * 552 KB for EC2. With literal keys it drops those that no imported command uses. Of EC2's answers, which tell much more than
 * anybody asks (an instance has 60 members, and half of them have members of their own), what no adapter names is dropped too. Not of
 * other clients': SQS's checks a digest in an answer that none of ours looks at.
 */
export const inlineSchemas: Plugin = {
  name: 'inline-schemas',
  setup(build) {
    let words: Promise<ReadonlySet<string>> | null = null;
    const slim = async (text: string, path: string): Promise<string> => {
      words ??= wordsOfAdapters();
      if (/[\\/]client-ec2[\\/]/.test(path)) return dropUnnamedMembers(text, path, await words);
      return PLAIN_JSON.test(path) ? dropUnnamedErrors(text, path, await words) : text;
    };
    build.onLoad({ filter: /[\\/]dist-es[\\/].*[\\/]?schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: await slim(inlineSchemaConstants(await readFile(path, 'utf8'), path), path),
      loader: 'js',
    }));
  },
};

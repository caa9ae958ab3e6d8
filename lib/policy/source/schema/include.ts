import * as z from 'zod';
import { list, mapping, oneOf, text } from './words.ts';

/** What a policy consists of beside what the policy itself alone may say. */
const SECTIONS = ['groups', 'rules', 'overrides', 'waivers', 'tests'] as const;

export type Section = (typeof SECTIONS)[number];

// From the including file, with `/` between names on every machine; `..` only in front.
const PATH = /^(?:\.\/|(?:\.\.\/)+)?(?:(?!\.{1,2}\/)[^/\\\u0000-\u001f]+\/)*[^/\\\u0000-\u001f]*\.ya?ml$/;
const path = text(
  'a path from this file to a .yaml or .yml file, in which * and ? may stand for parts of a name (teams/*.yaml)',
  PATH,
);

/** One entry of `include`. */
export const includeEntry = z.union([path, mapping({ file: path, may: list(oneOf(SECTIONS)) })], {
  error: 'expected a path, or { file: …, may: […] }',
});

/** Further files of the policy. */
export const include = z
  .array(includeEntry, { error: 'expected a list of files' })
  .min(1, { error: 'expected at least one file' });

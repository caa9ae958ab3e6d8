import * as z from 'zod/mini';
import { compilePattern } from './pattern/pattern.ts';

/** A list of texts. */
export const strings = z.array(z.string());

/** A pattern in RE2 syntax that this version can run: a newer compiler may know more of it. */
export const patternShape = z
  .string()
  .check(z.refine((text) => compilePattern(text).ok, 'expected a pattern that can be run'));

/** A duration in seconds. */
export const secondsShape = z.number().check(z.minimum(0));

export const allowShape = z.strictObject({ accounts: strings, organizations: strings, units: strings });

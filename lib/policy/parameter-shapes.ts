import * as z from 'zod/mini';
import { compilePattern } from './pattern/pattern.ts';

/** A list of texts. */
export const strings = z.array(z.string());

/** A pattern in RE2 syntax that this version can run: a newer compiler may know more of it. */
export const patternShape = z
  .string()
  .check(z.refine((text) => compilePattern(text).ok, 'expected a pattern that can be run'));

/** The longest duration that a policy may name, in seconds: what is reckoned with it stays an instant that can be written. */
export const TEN_YEARS = 3650 * 86_400;

/** A duration in seconds. */
export const secondsShape = z.number().check(z.minimum(0), z.maximum(TEN_YEARS));

export const allowShape = z.strictObject({ accounts: strings, organizations: strings, units: strings });

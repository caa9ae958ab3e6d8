import { compilePattern, patternMatches, type Pattern } from './pattern.ts';

// A policy has some dozen patterns; the bound is for a process that sees many policies.
const MOST = 1_000;
const compiled = new Map<string, Pattern>();

/** Whether a text matches a pattern of a loaded policy. Throws for a pattern that does not compile: no such policy is ever loaded. */
export const fitsPattern = (pattern: string, text: string): boolean =>
  patternMatches(compiled.get(pattern) ?? compile(pattern), text);

/** Compiling takes many times what matching does, and the same patterns are asked for again with every image. */
const compile = (pattern: string): Pattern => {
  const result = compilePattern(pattern);
  if (!result.ok) throw new Error(`pattern ${pattern} of a loaded policy: ${result.problem}`);
  if (compiled.size >= MOST) compiled.clear();
  compiled.set(pattern, result.pattern);
  return result.pattern;
};

import type * as z from 'zod/mini';
import { Fault } from './fault.ts';

/**
 * A document of the journal, checked. Throws a `Fault` of code `Unreadable` that names the place (`where`) and what is wrong:
 * what cannot be read is never taken for nothing.
 */
export const parseDocument = <T>(where: string, json: string, schema: z.ZodMiniType<T>): T => {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw unreadable(where, 'the document is no JSON', error);
  }
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`);
  throw unreadable(where, problems.join('; '));
};

/** What is thrown for a document that cannot be read. */
export const unreadable = (where: string, why: string, cause?: unknown): Fault =>
  new Fault('ReadItem', 'Unreadable', `${where}: ${why}`, { retryable: false, cause });

import type * as z from 'zod';

/** Flags as a command was given them, checked; or every mistake in them as a sentence each. */
export const readOptions = <Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
):
  | { readonly ok: true; readonly options: z.infer<Schema> }
  | { readonly ok: false; readonly problems: readonly string[] } => {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, options: result.data };
  const problems = result.error.issues.map(({ path, message }) => `--${flagOf(path[0])}: ${message}`);
  return { ok: false, problems: [...new Set(problems)] };
};

/** Commander calls `--org-id` orgId. */
const flagOf = (member: PropertyKey | undefined): string =>
  String(member ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

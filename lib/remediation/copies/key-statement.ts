import * as z from 'zod/mini';

const words = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value): readonly string[] => (typeof value === 'string' ? [value] : value)),
);

const Condition = z.record(z.string(), z.record(z.string(), words));

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  // Left out by statements on everybody but some, or everything but some.
  Principal: z.exactOptional(z.union([z.literal('*'), z.object({ AWS: z.exactOptional(words) })])),
  Action: z.exactOptional(words),
  Condition: z.exactOptional(Condition),
});

const Policy = z.object({
  Statement: z.union([z.array(Statement), Statement]),
});

/** A statement of a key's policy. Null where it is told in a way that is not understood here (`NotPrincipal`, `NotAction`). */
export interface KeyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** ARNs, account ids or `*`. */
  readonly principals: readonly string[] | null;
  readonly actions: readonly string[] | null;
  /** By operator and key, such as `StringEquals` and `aws:PrincipalOrgID`. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

/** The statements of a key's policy; null when the text is no policy. */
export const keyStatements = (policy: string): readonly KeyStatement[] | null => {
  const parsed = Policy.safeParse(parse(policy));
  if (!parsed.success) return null;
  const { Statement: found } = parsed.data;
  return (Array.isArray(found) ? found : [found]).map((statement) => ({
    effect: statement.Effect,
    principals: statement.Principal === '*' ? ['*'] : principalsOf(statement.Principal),
    actions: statement.Action ?? null,
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    ),
  }));
};

/** Services and federated people are nobody whom an image is shared with. */
const principalsOf = (
  principal: { readonly AWS?: readonly string[] } | undefined,
): readonly string[] | null => (principal === undefined ? null : (principal.AWS ?? []));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

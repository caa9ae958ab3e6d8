import * as z from 'zod/mini';

const whole = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d+$/, `expected a whole number from ${String(least)} to ${String(most)}`)),
    z.pipe(
      z.transform(Number),
      z
        .number()
        .check(
          z.gte(least, `expected ${String(least)} or more`),
          z.lte(most, `expected ${String(most)} or less`),
        ),
    ),
  );

const share = z.pipe(
  z.string().check(z.regex(/^(100|\d{1,2}(\.\d+)?)%$/, 'expected a share such as 10%')),
  z.transform((text: string) => Number(text.slice(0, -1)) / 100),
);

const Options = z.object({
  once: z._default(z.boolean(), false),
  json: z._default(z.boolean(), false),
  day: z._default(z.boolean(), true),
  guard: z._default(z.boolean(), true),
  spread: z._default(z.boolean(), false),
  slow: z._default(z.boolean(), false),
  seed: z.optional(whole(0, 4_294_967_295)),
  port: z.optional(whole(0, 65_535)),
  accounts: z.optional(whole(2, 10_000)),
  regions: z.optional(whole(1, 17)),
  images: z.optional(whole(0, 1_000_000)),
  offending: z.optional(share),
  policy: z.optional(z.string()),
  faults: z.optional(z.string()),
  inventory: z.optional(z.string().check(z.minLength(1, 'expected a file'))),
});

export type SandboxOptions = z.infer<typeof Options>;

/** The flags as typed, or every mistake in them as one sentence each. */
export const parseSandboxOptions = (
  raw: unknown,
):
  | { readonly ok: true; readonly options: SandboxOptions }
  | { readonly ok: false; readonly problems: readonly string[] } => {
  const result = Options.safeParse(raw);
  if (!result.success) {
    return {
      ok: false,
      problems: result.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`),
    };
  }
  const problems = contradictions(result.data);
  return problems.length === 0 ? { ok: true, options: result.data } : { ok: false, problems };
};

const contradictions = (options: SandboxOptions): readonly string[] => [
  ...(options.json && !options.once ? ['--json: goes with --once'] : []),
  ...(options.inventory !== undefined && !options.once ? ['--inventory: goes with --once'] : []),
  ...(options.offending !== undefined && options.images === undefined
    ? ['--offending: goes with --images']
    : []),
  ...(options.once && !options.day ? ['--once: plays the day, so not with --no-day'] : []),
  ...(options.once && !options.guard ? ['--once: needs the guard, so not with --no-guard'] : []),
];

import * as z from 'zod/mini';
import type { PolicyBundle } from '../model/policy.ts';
import { compilePattern } from './pattern/pattern.ts';

const strings = z.array(z.string());
const texts = z.record(z.string(), z.string());
const mode = z.enum(['off', 'audit', 'notify', 'enforce']);
const severity = z.enum(['low', 'medium', 'high', 'critical']);
const seconds = z.number().check(z.minimum(0));
const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
// A newer compiler may know more of RE2 than this matcher does.
const pattern = z
  .string()
  .check(z.refine((text) => compilePattern(text).ok, 'expected a pattern that can be run'));
const source = z.strictObject({ file: z.string(), line: z.number(), column: z.number() });

const match = z.strictObject({
  accounts: z.exactOptional(strings),
  units: z.exactOptional(strings),
  regions: z.exactOptional(strings),
  accountTags: z.exactOptional(texts),
  imageTags: z.exactOptional(texts),
  images: z.exactOptional(strings),
  severity: z.exactOptional(z.array(severity)),
});

const allow = { accounts: strings, organizations: strings, units: strings };
const someAllow = z.strictObject({
  accounts: z.exactOptional(strings),
  organizations: z.exactOptional(strings),
  units: z.exactOptional(strings),
});
const tag = z.union([
  z.strictObject({ kind: z.literal('present') }),
  z.strictObject({ kind: z.literal('pattern'), pattern }),
  z.strictObject({ kind: z.literal('values'), values: strings }),
]);
const publicSharing = z.strictObject({ kind: z.literal('public-sharing') });

const parameters = z.union([
  publicSharing,
  z.strictObject({ kind: z.literal('sharing'), allow: z.strictObject(allow) }),
  z.strictObject({ kind: z.literal('encryption'), kmsKeys: strings }),
  z.strictObject({ kind: z.literal('required-tags'), tags: z.record(z.string(), tag) }),
]);
const parameterChange = z.union([
  publicSharing,
  z.strictObject({ kind: z.literal('sharing'), allow: someAllow, add: someAllow }),
  z.strictObject({
    kind: z.literal('encryption'),
    kmsKeys: z.exactOptional(strings),
    add: z.exactOptional(strings),
  }),
  z.strictObject({ kind: z.literal('required-tags'), tags: z.record(z.string(), z.nullable(tag)) }),
]);

const action = z.enum(['revoke-public', 'revoke-unlisted']);
const limit = z.nullable(z.number().check(z.minimum(0)));
const approval = z.enum(['auto', 'manual']);

const rule = z.strictObject({
  id: z.string(),
  mode,
  severity,
  graceSeconds: seconds,
  enforceFrom: z.nullable(instant),
  parameters,
  remediation: z.nullable(z.strictObject({ action, limitPerHour: limit, approval })),
  source,
});
const change = z.strictObject({
  id: z.string(),
  mode: z.exactOptional(mode),
  severity: z.exactOptional(severity),
  graceSeconds: z.exactOptional(seconds),
  enforceFrom: z.exactOptional(z.nullable(instant)),
  parameters: z.exactOptional(parameterChange),
  remediation: z.exactOptional(
    z.nullable(
      z.strictObject({
        action: z.exactOptional(action),
        limitPerHour: z.exactOptional(limit),
        approval: z.exactOptional(approval),
      }),
    ),
  ),
});
const waiver = z.strictObject({
  id: z.string(),
  rules: strings,
  match,
  principals: z.exactOptional(strings),
  reason: z.string(),
  owner: z.string(),
  ticket: z.nullable(z.string()),
  approvedBy: z.nullable(z.string()),
  expires: instant,
  source,
});
const targets = z.array(
  z.strictObject({ slack: z.exactOptional(z.string()), sns: z.exactOptional(z.string()) }),
);

/** The shape of a compiled policy; a member that is not known is refused, for an older guard would leave it out of its judgement. */
export const bundleSchema: z.ZodMiniType<PolicyBundle> = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  hash: z.string(),
  rules: z.array(rule),
  overrides: z.array(z.strictObject({ name: z.string(), match, rules: z.array(change), source })),
  waivers: z.array(waiver),
  notify: z.strictObject({ default: targets, routes: z.array(z.strictObject({ match, to: targets })) }),
});

import * as z from 'zod/mini';
import type { PolicyBundle } from '../model/policy.ts';
import type { RuleParameters } from '../model/parameters.ts';
import { secondsShape } from './parameter-shapes.ts';
import { rules } from './registry.ts';

type Parameters = z.ZodMiniType<RuleParameters>;

const strings = z.array(z.string());
const texts = z.record(z.string(), z.string());
const mode = z.enum(['off', 'audit', 'notify', 'enforce']);
const severity = z.enum(['low', 'medium', 'high', 'critical']);
const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
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

const parameters = z.union(rules.map((definition) => definition.parameters) as [Parameters, ...Parameters[]]);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const lists = z.union([scalar, z.array(scalar)]);
const members = z.record(z.string(), lists);
// As deep as the parameters of any rule: what fits one is for the loader to see.
const anything = z.record(
  z.string(),
  z.union([lists, members, z.record(z.string(), z.union([lists, members]))]),
);
const parameterChange = z.strictObject({ set: anything, add: anything });

const action = z.enum([
  'revoke-public',
  'revoke-unlisted',
  'revoke-snapshot-shares',
  'add-tags',
  'encrypted-copy',
  'deprecate',
  'disable',
  'deregister',
  'enable-block-public-access',
  'enable-snapshot-bpa',
  'enable-ebs-encryption',
  'request-quota-increase',
]);
const limit = z.nullable(z.number().check(z.minimum(0)));
const limitInAll = z.exactOptional(z.number().check(z.minimum(0)));
const approval = z.enum(['auto', 'manual', 'two-person']);
const options = z.exactOptional(
  z.strictObject({
    tags: z.exactOptional(texts),
    kmsKey: z.exactOptional(z.string()),
    source: z.exactOptional(
      z.strictObject({ after: z.enum(['disable', 'keep']), deregisterAfter: z.nullable(secondsShape) }),
    ),
    deprecateAfter: z.exactOptional(secondsShape),
    notLaunchedFor: z.exactOptional(secondsShape),
    withoutRecycleBin: z.exactOptional(z.boolean()),
  }),
);

const rule = z.strictObject({
  id: z.string(),
  mode,
  severity,
  graceSeconds: secondsShape,
  enforceFrom: z.nullable(instant),
  match: z.nullable(match),
  parameters,
  remediation: z.nullable(
    z.strictObject({ action, limitPerHour: limit, limitPerHourInAll: limitInAll, approval, options }),
  ),
  source,
});
const change = z.strictObject({
  id: z.string(),
  mode: z.exactOptional(mode),
  severity: z.exactOptional(severity),
  graceSeconds: z.exactOptional(secondsShape),
  enforceFrom: z.exactOptional(z.nullable(instant)),
  parameters: z.exactOptional(parameterChange),
  remediation: z.exactOptional(
    z.nullable(
      z.strictObject({
        action: z.exactOptional(action),
        limitPerHour: z.exactOptional(limit),
        limitPerHourInAll: limitInAll,
        approval: z.exactOptional(approval),
        options,
      }),
    ),
  ),
  source,
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

// A period of no length would never end.
const period = z.nullable(secondsShape.check(z.positive()));
const delivery = { to: targets, digestSeconds: period, repeatSeconds: period };

/** The shape of a compiled policy; a member that is not known is refused, for an older guard would leave it out of its judgement. */
export const bundleSchema: z.ZodMiniType<PolicyBundle> = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  hash: z.string(),
  rules: z.array(rule),
  overrides: z.array(z.strictObject({ name: z.string(), match, rules: z.array(change), source })),
  waivers: z.array(waiver),
  limits: z.exactOptional(
    z.strictObject({ perHour: limit, perAccountPerHour: limit, perDayShareOfImages: limit }),
  ),
  waiverPolicy: z.exactOptional(
    z.strictObject({
      maxDays: z.nullable(z.int().check(z.positive())),
      requireTicket: z.nullable(z.string()),
    }),
  ),
  waiverWarnings: z.array(secondsShape),
  groups: z.record(z.string(), strings),
  notify: z.strictObject({
    default: z.strictObject(delivery),
    routes: z.array(z.strictObject({ match, ...delivery })),
  }),
  slack: z.exactOptional(z.strictObject({ approve: strings, undo: strings, waive: strings, mute: strings })),
});

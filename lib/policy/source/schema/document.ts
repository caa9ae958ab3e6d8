import * as z from 'zod';
import { changesPerHour, smallShare } from './forms.ts';
import { include } from './include.ts';
import { group, match, routeMatch } from './match.ts';
import { policyTest } from './tests.ts';
import { duration, instant, list, mapping, mode, name, pattern, sentence, text } from './words.ts';

const ruleName = name;
// Which schema a rule has depends on its kind; it is held against that one by itself.
const rulesByName = (what: string) =>
  z
    .record(ruleName, z.unknown(), { error: `expected ${what}` })
    .refine((rules) => Object.keys(rules).length > 0, { error: 'expected at least one rule' });

const override = mapping({
  name: name.optional(),
  match,
  rules: rulesByName('a mapping of rules to what changes'),
});

const waivedPrincipal = text(
  'public, an account id in quotes, an organisation id (o-…) or a unit id (ou-…)',
  /^public$|^\d{12}$|^o-[a-z0-9]{10,32}$|^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/,
);

const waiver = mapping({
  id: text('an id of letters, digits, dots and dashes', /^[\w][\w.-]{0,62}$/),
  rules: list(ruleName),
  match,
  principals: list(waivedPrincipal).optional(),
  reason: sentence,
  owner: sentence,
  ticket: sentence.optional(),
  approvedBy: sentence.optional(),
  expires: instant,
});

const waiverPolicy = mapping({
  maxDays: z
    .int({ error: 'expected a whole number of days' })
    .min(1, { error: 'expected at least 1 day' })
    .optional(),
  requireTicket: pattern.optional(),
  warnBefore: list(duration).optional(),
});

const limits = mapping({
  perHour: changesPerHour.optional(),
  perAccountPerHour: changesPerHour.optional(),
  perDayShareOfImages: smallShare.optional(),
});

const places = {
  slack: text(
    'a Slack channel such as "#cloud-security" or its id',
    /^#[^\s#]{1,80}$|^[CG][A-Z0-9]{8,}$/,
  ).optional(),
  sns: text('the ARN of an SNS topic', /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/).optional(),
};
const NO_PLACE = { error: 'expected slack, sns or both' };
const hasPlace = ({
  slack,
  sns,
}: {
  readonly slack?: string | undefined;
  readonly sns?: string | undefined;
}) => slack !== undefined || sns !== undefined;
const target = mapping(places).refine(hasPlace, NO_PLACE);
const TARGETS = { error: 'expected a target or a list of targets' };

// Notices fall due by the minute.
const period = duration.refine((seconds) => seconds >= 60, { error: 'expected at least 1m' });
const rhythm = { digest: period.optional(), repeatEvery: period.optional() };

const notify = mapping({
  default: z
    .union([mapping({ ...places, ...rhythm }).refine(hasPlace, NO_PLACE), list(target)], TARGETS)
    .optional(),
  routes: z
    .array(mapping({ match: routeMatch, to: z.union([target, list(target)], TARGETS), ...rhythm }), {
      error: 'expected a list of routes',
    })
    .optional(),
});

const slackId = text(
  'the id of a Slack user (U…) or of a user group (S…), which stay when names change',
  /^[UWS][A-Z0-9]{5,20}$/,
);

const slack = mapping({
  approve: list(slackId).optional(),
  undo: list(slackId).optional(),
  waive: list(slackId).optional(),
  mute: list(slackId).optional(),
});

const version = z.literal(1, { error: 'expected 1' });

/** What may stand in any file of a policy. */
const sections = {
  include: include.optional(),
  groups: z.record(name, group, { error: 'expected a mapping of names to scopes' }).optional(),
  rules: rulesByName('a mapping of rules').optional(),
  overrides: z.array(override, { error: 'expected a list of overrides' }).optional(),
  waivers: z.array(waiver, { error: 'expected a list of waivers' }).optional(),
  tests: z.array(policyTest, { error: 'expected a list of tests' }).optional(),
};

/** The policy itself, short of the rules' own members. */
export const policyDocument = mapping({
  version,
  name: name.optional(),
  mode: mode.optional(),
  ...sections,
  rules: rulesByName('a mapping of rules'),
  waiverPolicy: waiverPolicy.optional(),
  limits: limits.optional(),
  notify: notify.optional(),
  slack: slack.optional(),
});

/** Any other file of it; which of these it may hold is for `include` to say. */
export const partDocument = mapping({ version: version.optional(), ...sections });

/** One entry of `waivers` and of `overrides`, for files of which something else is wrong. */
export const documentParts = { group, override, waiver };

export type PolicySourceDocument = z.infer<typeof policyDocument>;
export type OverrideSource = z.infer<typeof override>;
export type WaiverSource = z.infer<typeof waiver>;

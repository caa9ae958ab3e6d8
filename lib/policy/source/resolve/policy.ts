import type { Limits, SlackRights, WaiverPolicy } from '../../../model/policy.ts';
import type { PolicyHead } from '../read-parts.ts';
import { resolveNotify } from './notify.ts';
import { resolveOverrides } from './overrides.ts';
import { resolveRule } from './rule.ts';
import { resolveWaivers } from './waivers.ts';
import type { ResolvedPolicy, WrittenPolicy } from './written.ts';

const limitsOf = (written: NonNullable<PolicyHead['limits']>): Limits => ({
  perHour: written.perHour ?? null,
  perAccountPerHour: written.perAccountPerHour ?? null,
  perDayShareOfImages: written.perDayShareOfImages ?? null,
});

const slackOf = (written: NonNullable<PolicyHead['slack']>): SlackRights => ({
  approve: written.approve ?? [],
  undo: written.undo ?? [],
  waive: written.waive ?? [],
  mute: written.mute ?? [],
});

const waiverPolicyOf = ({
  maxDays,
  requireTicket,
}: NonNullable<PolicyHead['waiverPolicy']>): { readonly waiverPolicy?: WaiverPolicy } =>
  maxDays === undefined && requireTicket === undefined
    ? {}
    : { waiverPolicy: { maxDays: maxDays ?? null, requireTicket: requireTicket ?? null } };

/** Puts a written policy together: groups put in, defaults under the rules, changes kept for their scopes. */
export const resolvePolicy = (written: WrittenPolicy, now: Date | null): ResolvedPolicy => {
  const { head, groups } = written;
  const rules = written.rules.map((rule) => resolveRule(rule, head.mode ?? 'audit', groups));
  const overrides = resolveOverrides(written, rules);
  const waivers = resolveWaivers(written, now);
  const content = {
    version: 1,
    name: head.name ?? 'policy',
    rules,
    overrides: overrides.settings,
    waivers: waivers.settings,
    ...waiverPolicyOf(head.waiverPolicy ?? {}),
    waiverWarnings: [...new Set(head.waiverPolicy?.warnBefore ?? [])].toSorted((a, b) => b - a),
    ...(head.limits === undefined ? {} : { limits: limitsOf(head.limits) }),
    groups: Object.fromEntries([...groups].map(([name, group]) => [name, group.accounts ?? []])),
    notify: resolveNotify(head.notify ?? {}, groups),
    ...(head.slack === undefined ? {} : { slack: slackOf(head.slack) }),
  } as const;
  return {
    content,
    written,
    problems: [...overrides.problems, ...waivers.problems],
    warnings: waivers.warnings,
  };
};

import type { PolicyBundle } from '../../../model/policy.ts';
import type { WrittenRule } from '../check-rules.ts';
import type { Entry, PolicyHead } from '../read-parts.ts';
import type { WaiverSource } from '../schema/document.ts';
import type { Located, Problem } from '../source-file.ts';
import type { GroupsByName } from './match.ts';
import { resolveNotify } from './notify.ts';
import { resolveOverrides, type WrittenOverride } from './overrides.ts';
import { resolveRule } from './rule.ts';
import { resolveWaivers } from './waivers.ts';

/** A policy as its files write it together, in their order. `root` is the policy itself. */
export interface WrittenPolicy {
  readonly head: PolicyHead;
  readonly root: Located;
  readonly groups: GroupsByName;
  readonly rules: readonly WrittenRule[];
  readonly overrides: readonly WrittenOverride[];
  readonly waivers: readonly Entry<WaiverSource>[];
  /** False when something was wrong with it, and parts are left out. */
  readonly isWhole: boolean;
}

/** The content of the bundle beside what was written, and what its parts make wrong or odd together. */
export interface ResolvedPolicy {
  readonly content: Omit<PolicyBundle, 'hash'>;
  readonly written: WrittenPolicy;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

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
    waiverWarnings: [...new Set(head.waiverPolicy?.warnBefore ?? [])].toSorted((a, b) => b - a),
    groups: Object.fromEntries([...groups].map(([name, group]) => [name, group.accounts ?? []])),
    notify: resolveNotify(head.notify ?? {}, groups),
  } as const;
  return {
    content,
    written,
    problems: [...overrides.problems, ...waivers.problems],
    warnings: waivers.warnings,
  };
};

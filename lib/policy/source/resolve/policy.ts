import type { OverrideSetting, PolicyBundle, RuleSetting, Target, Waiver } from '../../../model/policy.ts';
import type { WrittenChange, WrittenRule } from '../check-rules.ts';
import type { FurtherSourceDocument, PolicySourceDocument } from '../schema/document.ts';
import { locate, type Located, type Problem } from '../source-file.ts';
import { resolveMatch, type GroupsByName } from './match.ts';
import { checkLock, resolveChange } from './override.ts';
import { resolveRule } from './rule.ts';
import { checkWaiver, resolveWaiver, warnOfWaiver } from './waiver.ts';

/** A policy whose files are in order one by one. */
export interface WrittenPolicy {
  readonly main: { readonly root: Located; readonly document: PolicySourceDocument };
  readonly further: readonly { readonly root: Located; readonly document: FurtherSourceDocument }[];
  readonly rules: readonly WrittenRule[];
  readonly changes: readonly (readonly WrittenChange[])[];
}

/** The content of the bundle, and what its parts make wrong or odd together. */
export interface ResolvedPolicy {
  readonly content: Omit<PolicyBundle, 'hash'>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Puts a written policy together: groups put in, defaults under the rules, changes kept for their scopes. */
export const resolvePolicy = (written: WrittenPolicy, now: Date | null): ResolvedPolicy => {
  const { root, document } = written.main;
  const groups: GroupsByName = new Map(
    [document, ...written.further.map((file) => file.document)].flatMap((file) =>
      Object.entries(file.groups ?? {}),
    ),
  );
  const rules = written.rules.map((rule) => resolveRule(rule, document.mode ?? 'audit', groups));
  const overrides = resolveOverrides(written, rules, groups);
  const waivers = resolveWaivers(written, groups, now);
  const notify = {
    default: targets(document.notify?.default ?? []),
    routes: (document.notify?.routes ?? []).map(({ match, to }) => ({
      match: resolveMatch(match, groups),
      to: targets(to),
    })),
  };
  const content = {
    version: 1,
    name: document.name ?? 'policy',
    rules,
    overrides: overrides.settings,
    waivers: waivers.settings,
    notify,
  } as const;
  return {
    content,
    problems: [...overrides.problems, ...waivers.problems],
    warnings: [...waivers.warnings, ...warnOfModes(content, locate(root, ['notify']) ?? root)],
  };
};

const resolveOverrides = (
  { main: { root, document }, changes, rules: writtenRules }: WrittenPolicy,
  rules: readonly RuleSetting[],
  groups: GroupsByName,
): { readonly settings: readonly OverrideSetting[]; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const locked = new Set(writtenRules.filter(({ source }) => source.locked).map(({ id }) => id));
  const settings = (document.overrides ?? []).map((override, index) => ({
    name: override.name ?? `override-${String(index + 1)}`,
    match: resolveMatch(override.match, groups),
    rules: (changes[index] ?? []).map((written) => {
      const change = resolveChange(written, groups);
      const rule = rules.find(({ id }) => id === change.id);
      if (rule !== undefined && locked.has(rule.id)) problems.push(...checkLock(rule, written, change));
      return change;
    }),
    source: (locate(root, ['overrides', index]) ?? root).at,
  }));
  return { settings, problems };
};

const resolveWaivers = (
  { main, further }: WrittenPolicy,
  groups: GroupsByName,
  now: Date | null,
): {
  readonly settings: readonly Waiver[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} => {
  const policy = main.document.waiverPolicy ?? {};
  const settings: Waiver[] = [];
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const { root, document } of [main, ...further]) {
    for (const [index, source] of (document.waivers ?? []).entries()) {
      const at = locate(root, ['waivers', index]) ?? root;
      const waiver = resolveWaiver(source, at, groups);
      if (settings.some(({ id }) => id === waiver.id)) {
        problems.push({
          at: (locate(at, ['id']) ?? at).at,
          message: `waiver ${waiver.id} stands there already: expected an id of its own`,
        });
      }
      settings.push(waiver);
      problems.push(...checkWaiver(waiver, at, policy, now));
      if (now !== null) warnings.push(...warnOfWaiver(waiver, policy, now));
    }
  }
  if (now === null && policy.maxDays !== undefined && settings.length > 0) {
    const at = (locate(main.root, ['waiverPolicy', 'maxDays']) ?? main.root).keyAt;
    warnings.push({ at, message: 'maxDays was not held against the waivers: no date was given' });
  }
  return { settings, problems, warnings };
};

interface TargetSource {
  readonly slack?: string | undefined;
  readonly sns?: string | undefined;
}

const targets = (source: TargetSource | readonly TargetSource[]): readonly Target[] =>
  [source].flat().map(({ slack, sns }) => ({
    ...(slack === undefined ? {} : { slack }),
    ...(sns === undefined ? {} : { sns }),
  }));

/** Modes that will not do what they sound like. */
const warnOfModes = (content: Omit<PolicyBundle, 'hash'>, notifyAt: Located): readonly Problem[] => {
  const idle = content.rules
    .filter((rule) => rule.remediation === null && (rule.mode === 'enforce' || rule.enforceFrom !== null))
    .map((rule) => ({
      at: rule.source,
      message: `\`${rule.id}\` has no remediation: enforce does there what notify does`,
    }));
  const tells = content.rules.some(({ mode }) => mode === 'notify' || mode === 'enforce');
  const told = content.notify.default.length > 0;
  const silent = {
    at: notifyAt.keyAt,
    message: 'notify names no default target: what no route takes is told to nobody',
  };
  return tells && !told ? [...idle, silent] : idle;
};

import { isMapping } from '../../../model/json-value.ts';
import type { Match, OverrideSetting, RuleOverride } from '../../../model/policy.ts';
import { contains } from '../scope-relation.ts';
import { placeText, type Problem } from '../source-file.ts';
import { Steps } from '../steps.ts';
import type { Warned } from './warned.ts';

const MOST_STEPS = 20_000_000;
const MOST_WARNINGS = 250;

interface Change {
  readonly change: RuleOverride;
  readonly match: Match;
  readonly override: OverrideSetting;
}

/** Changes of which a later override sets everything again wherever they hold: the last word counts, and theirs is never heard. */
export const warnOfShadowed = ({ content }: Warned): readonly Problem[] => {
  const steps = new Steps(MOST_STEPS);
  const warnings: Problem[] = [];
  for (const changes of byRule(content.overrides)) {
    for (const [index, earlier] of changes.entries()) {
      const later = laterThat(changes, index, (other) => covers(earlier, other, steps), steps);
      if (later === null || warnings.length >= MOST_WARNINGS) continue;
      const { name, source } = later.override;
      warnings.push({
        at: earlier.change.source,
        message: `this changes nothing: override \`${name}\` (${placeText(source)}) sets all of it again wherever this holds`,
      });
    }
  }
  return warnings;
};

const byRule = (overrides: readonly OverrideSetting[]): readonly (readonly Change[])[] => {
  const changes = new Map<string, Change[]>();
  for (const override of overrides) {
    for (const change of override.rules) {
      const list = changes.get(change.id) ?? [];
      changes.set(change.id, list);
      list.push({ change, match: override.match, override });
    }
  }
  return [...changes.values()];
};

const laterThat = (
  changes: readonly Change[],
  index: number,
  holds: (other: Change) => boolean,
  steps: Steps,
): Change | null => {
  for (let later = index + 1; later < changes.length; later++) {
    const other = changes[later];
    if (other === undefined || !steps.take(1)) return null;
    if (holds(other)) return other;
  }
  return null;
};

const covers = (earlier: Change, later: Change, steps: Steps): boolean =>
  setsAgain(earlier.change, later.change) && contains(later.match, earlier.match, steps);

const SCALARS = ['mode', 'severity', 'graceSeconds', 'enforceFrom'] as const;

const setsAgain = (earlier: RuleOverride, later: RuleOverride): boolean =>
  SCALARS.every((member) => earlier[member] === undefined || later[member] !== undefined) &&
  remediatesAgain(earlier.remediation, later.remediation) &&
  Object.entries(earlier.parameters?.set ?? {}).every(([member, value]) =>
    replaces(later.parameters?.set[member], value),
  ) &&
  Object.entries(earlier.parameters?.add ?? {}).every(([member, value]) =>
    replaces(later.parameters?.set[member], value),
  );

const remediatesAgain = (
  earlier: RuleOverride['remediation'],
  later: RuleOverride['remediation'],
): boolean => {
  if (earlier === undefined || later === null) return true;
  return earlier !== null && later !== undefined && Object.keys(earlier).every((member) => member in later);
};

/** Lists and scalars are replaced whole, mappings member by member. */
const replaces = (later: unknown, earlier: unknown): boolean => {
  if (later === undefined) return false;
  if (!isMapping(later)) return true;
  return isMapping(earlier) && Object.keys(earlier).every((member) => Object.hasOwn(later, member));
};

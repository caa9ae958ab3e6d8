import type { SourcePosition, RuleOverride, RuleSetting } from '../../../model/policy.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { merge } from '../../merge.ts';
import type { WrittenChange } from '../check-rules.ts';
import { sourceOf } from '../schema/rules.ts';
import { MODES, SEVERITIES } from '../schema/words.ts';
import { placeText, type Problem } from '../source-file.ts';
import type { Steps } from '../steps.ts';
import { ladder, lower, type Order } from '../strictness.ts';

/** A change that stands before, and may hold where the one in question does. */
export interface Earlier {
  readonly change: RuleOverride;
  readonly at: SourcePosition;
  /** What it writes of each member, as text: equal texts do the same. */
  readonly effects: ReadonlyMap<string, string>;
}

/** A change as one that stands before others. */
export const earlierOf = (change: RuleOverride, { at }: WrittenChange): Earlier => {
  const { mode, severity, graceSeconds: grace, enforceFrom, parameters } = change;
  const effects = new Map<string, string>();
  for (const [member, value] of Object.entries({ mode, severity, grace, enforceFrom })) {
    if (value !== undefined) effects.set(member, canonicalJson(value));
  }
  for (const member of Object.keys({ ...parameters?.set, ...parameters?.add })) {
    effects.set(member, canonicalJson([parameters?.set[member] ?? null, parameters?.add[member] ?? null]));
  }
  return { change, at: at.keyAt, effects };
};

/**
 * Why an override may only make stricter. `own`: it may do more, for the rule is of the same file, but not touch `remediate`.
 * `lent`: a locked rule follows the list of this one, which is all that is held.
 */
export type Bond = 'locked' | 'included' | 'own' | 'lent';

const COMMON: Readonly<Record<string, Order>> = {
  mode: ladder(...MODES),
  severity: ladder(...SEVERITIES),
  grace: lower,
  enforceFrom: (after, before) =>
    before === null || (typeof after === 'string' && typeof before === 'string' && after <= before),
};

/** Each member of a change that is not shown to ask for no less than the rule, and whatever the changes before may make of it. */
export const checkStricter = (
  rule: RuleSetting,
  earlier: readonly Earlier[] | null,
  change: RuleOverride,
  { at, kind }: WrittenChange,
  bond: Bond,
  merges: Steps,
): readonly Problem[] => {
  const orders = new Map(Object.entries({ ...sourceOf(kind).stricter, ...COMMON }));
  const problems: Problem[] = [];
  for (const [member, { keyAt }] of at.parts) {
    if (member !== 'remediate' && bond === 'own') continue;
    if (member !== 'allow' && bond === 'lent') continue;
    const weakened =
      member === 'remediate'
        ? REMEDIATE
        : bond === 'included' && setsOff(member, rule, change)
          ? `no change, for this rule's ${rule.remediation?.action ?? 'remediation'} does more than take shares back: a rule of your own tells of it`
          : weakenedBy(change, orders.get(member), member, statesOf(member, rule, earlier, merges));
    if (weakened !== null) {
      problems.push({ at: keyAt, message: `\`${member}\` of ${which(rule, bond)}: expected ${weakened}` });
    }
  }
  return problems;
};

/**
 * Whether a change may bring about what only the policy's owners decide on: asking for more can disable or deregister what they
 * never meant. Taking shares back is what a team may ask for of its own images.
 */
const setsOff = (member: string, { remediation }: RuleSetting, change: RuleOverride): boolean => {
  if (remediation === null || remediation.action.startsWith('revoke-')) return false;
  return member !== 'severity' && !(member === 'mode' && change.mode !== 'enforce');
};

const REMEDIATE = 'nothing: what is changed, and how fast, is said in the policy itself and not for a place';

const which = ({ id }: RuleSetting, bond: Bond): string => {
  if (bond === 'locked') return `the locked rule \`${id}\``;
  return bond === 'lent'
    ? `\`${id}\`, which the locked rule \`snapshot-sharing\` follows`
    : `\`${id}\` in an included file`;
};

/** What was expected; null when the change is stricter, or says the same. */
const weakenedBy = (
  change: RuleOverride,
  order: Order | undefined,
  member: string,
  states: readonly State[] | null,
): string | null => {
  if (states === null) return 'fewer overrides of it before this one: nobody can tell what it makes stricter';
  for (const state of states) {
    const [before, after] = [valueOf(state.rule, member), valueOf(merge(state.rule, change), member)];
    if (canonicalJson(before) === canonicalJson(after) || order?.(after, before) === true) continue;
    const what = order === undefined ? 'no change, for none can be shown to be stricter, of' : 'no less than';
    return `only what makes it stricter: ${what} what ${placeText(state.at)} says${shortText(member === 'grace' ? `${String(before)}s` : before)}`;
  }
  return null;
};

const shortText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? '' : ` (${text})`;
};

const valueOf = (rule: RuleSetting, member: string): unknown => {
  if (member === 'mode' || member === 'severity' || member === 'enforceFrom') return rule[member];
  if (member === 'grace') return rule.graceSeconds;
  return new Map<string, unknown>(Object.entries(rule.parameters)).get(member) ?? null;
};

interface State {
  readonly rule: RuleSetting;
  /** Who made it so. */
  readonly at: SourcePosition;
}

const MOST_STATES = 64;

/**
 * Everything that the rule and the changes before may have made of a member, each of which may hold or not; in any order, which
 * is more than there can be. Null when it is too much to look through.
 */
const statesOf = (
  member: string,
  rule: RuleSetting,
  earlier: readonly Earlier[] | null,
  merges: Steps,
): readonly State[] | null => {
  if (earlier === null) return null;
  const effects = new Map<string, Earlier>();
  for (const one of earlier) {
    const effect = one.effects.get(member);
    if (effect !== undefined && !effects.has(effect)) effects.set(effect, one);
    if (effects.size > MOST_STATES) return null;
  }
  const states = new Map<string, State>([[canonicalJson(valueOf(rule, member)), { rule, at: rule.source }]]);
  // What is added to a map while it is gone through is gone through as well.
  for (const state of states.values()) {
    for (const { change, at } of effects.values()) {
      if (!merges.take(1)) return null;
      const merged = merge(state.rule, change);
      const key = canonicalJson(valueOf(merged, member));
      if (!states.has(key)) states.set(key, { rule: merged, at });
      if (states.size > MOST_STATES) return null;
    }
  }
  return [...states.values()];
};

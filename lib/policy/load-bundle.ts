import type { RuleKind } from '../model/parameters.ts';
import type { PolicyBundle, RuleOverride, RuleSetting } from '../model/policy.ts';
import { bundleHash } from './bundle.ts';
import { bundleSchema } from './bundle-schema.ts';
import { merge, mergeParameters } from './merge.ts';
import { compilePattern } from './pattern/pattern.ts';
import { ruleOf } from './registry.ts';

/** A bundle that may be judged by, or the one sentence that says why not. */
export type LoadedBundle =
  { readonly ok: true; readonly bundle: PolicyBundle } | { readonly ok: false; readonly problem: string };

/** Reads the JSON of a compiled policy and holds version, shape and hash against it. Never throws for any text. */
export const loadBundle = (json: string): LoadedBundle => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null) return refuse('not an object');
  const version: unknown = 'version' in value ? value.version : undefined;
  if (version !== 1)
    return refuse(`version ${version === undefined ? 'is missing' : JSON.stringify(version)}: expected 1`);
  const checked = bundleSchema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return refuse(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  const hash = bundleHash(checked.data);
  if (hash !== checked.data.hash) {
    return refuse(
      `its hash is ${checked.data.hash}, its content's ${hash}: it was changed after it was compiled`,
    );
  }
  const misfit = misfitOf(checked.data);
  return misfit === null ? { ok: true, bundle: checked.data } : refuse(misfit);
};

/** What of a bundle whose shape is right does not fit together; null when all does. */
const misfitOf = ({ rules, overrides, waivers, waiverPolicy }: PolicyBundle): string | null => {
  const ticket = waiverPolicy?.requireTicket ?? null;
  if (ticket !== null && !compilePattern(ticket).ok) return 'waiverPolicy asks for a ticket by no pattern';
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  if (byId.size < rules.length) return 'two rules have the same name';
  const strange = rules.find(({ parameters, remediation }) => !has(parameters.kind, remediation));
  if (strange !== undefined) return `rule ${strange.id} names a remediation that it does not have`;
  const taken = takenAway(overrides);
  for (const { name, rules: changes } of overrides) {
    for (const change of changes) {
      const rule = byId.get(change.id);
      if (rule === undefined) return `override ${name} changes ${change.id}, which is no rule`;
      if (!fits(rule, change, taken.get(change.id) ?? NONE))
        return `override ${name} does not fit rule ${change.id}`;
    }
  }
  const stray = waivers.find((waiver) => waiver.rules.some((id) => !byId.has(id)));
  return stray === undefined ? null : `waiver ${stray.id} is about a rule that is not there`;
};

const NONE: ReadonlySet<string> = new Set();

/** The parameters that some override sets to null, by rule: what a change to a part of them would have nothing to change. */
const takenAway = (overrides: PolicyBundle['overrides']): ReadonlyMap<string, ReadonlySet<string>> => {
  const taken = new Map<string, Set<string>>();
  for (const { id, parameters } of overrides.flatMap(({ rules }) => rules)) {
    for (const [member, value] of Object.entries(parameters?.set ?? {})) {
      if (value !== null) continue;
      const members = taken.get(id) ?? new Set();
      taken.set(id, members.add(member));
    }
  }
  return taken;
};

const has = (kind: RuleKind, remediation: RuleSetting['remediation']): boolean =>
  remediation === null || ruleOf(kind).remediations.includes(remediation.action);

/** Overrides hold together or alone: a change must fit its rule as written, and with what others may have taken away. */
const fits = (rule: RuleSetting, change: RuleOverride, taken: ReadonlySet<string>): boolean => {
  const { kind } = rule.parameters;
  if (!has(kind, merge(rule, change).remediation)) return false;
  const { parameters } = change;
  if (parameters === undefined) return true;
  const nothing = Object.fromEntries(
    [...taken]
      .filter((member) => member in parameters.set || member in parameters.add)
      .map((member) => [member, null]),
  );
  return [{}, nothing].every((missing) => {
    const merged = mergeParameters({ ...rule.parameters, ...missing }, parameters);
    return merged.kind === kind && ruleOf(kind).parameters.safeParse(merged).success;
  });
};

const refuse = (problem: string): LoadedBundle => ({
  ok: false,
  problem: `the policy bundle is refused: ${problem}`,
});

import type { PolicyBundle, RuleSetting } from '../../../model/policy.ts';
import { durationText } from '../../../render/duration-text.ts';

/** One thing that two policies say differently; null where one says nothing of it. */
export interface Difference {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Thing {
  readonly short: string;
  /** All that it says, by its members; where it stands in a file left out. */
  readonly members: Readonly<Record<string, string>>;
}

/** What would change with `after` in the place of `before`, by rules, overrides, waivers and so on; nothing where both say the same. */
export const differencesOf = (before: PolicyBundle | null, after: PolicyBundle): readonly Difference[] => {
  const old = before === null ? new Map<string, Thing>() : thingsOf(before);
  const young = thingsOf(after);
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what), young.get(what)];
    const changed = changedMembers(was, is);
    if (changed.length === 0) return [];
    const rest = was !== undefined && was.short === is?.short ? ` (otherwise: ${changed.join(', ')})` : '';
    return [{ what, before: was?.short ?? null, after: is === undefined ? null : `${is.short}${rest}` }];
  });
};

const changedMembers = (was: Thing | undefined, is: Thing | undefined): readonly string[] => {
  const names = new Set([...Object.keys(was?.members ?? {}), ...Object.keys(is?.members ?? {})]);
  if (was === undefined || is === undefined) return ['all'];
  return [...names].filter((name) => was.members[name] !== is.members[name]);
};

const thingsOf = (policy: PolicyBundle): ReadonlyMap<string, Thing> =>
  new Map<string, Thing>([
    ...policy.rules.map((rule) => [`rule ${rule.id}`, thing(ruleText(rule), rule)] as const),
    ...policy.overrides.map(
      (override) =>
        [
          `override ${override.name}`,
          thing(`of ${override.rules.map(({ id }) => id).join(', ')}`, override),
        ] as const,
    ),
    ...policy.waivers.map(
      (waiver) =>
        [`waiver ${waiver.id}`, thing(`until ${waiver.expires} for ${waiver.owner}`, waiver)] as const,
    ),
    ...Object.entries(policy.groups).map(
      ([name, accounts]) => [`group ${name}`, thing(accountsText(accounts), { accounts })] as const,
    ),
    ['name', thing(policy.name, {})],
    ['warnings of waivers', thing('as set', { seconds: policy.waiverWarnings })],
    ['notify', thing('as set', policy.notify)],
    ...settings('limits', policy.limits),
    ...settings('waiver policy', policy.waiverPolicy),
    ...settings('slack', policy.slack),
  ]);

const settings = (what: string, set: object | undefined): readonly (readonly [string, Thing])[] =>
  set === undefined ? [] : [[what, thing('as set', set)]];

const accountsText = (accounts: readonly string[]): string =>
  accounts.length > 4 ? `${String(accounts.length)} accounts` : accounts.join(', ');

const ruleText = ({ mode, severity, graceSeconds, remediation, enforceFrom }: RuleSetting): string =>
  [
    mode,
    severity,
    ...(remediation === null ? [] : [remediation.action]),
    ...(graceSeconds > 0 ? [`grace ${durationText(graceSeconds)}`] : []),
    ...(enforceFrom === null ? [] : [`enforce from ${enforceFrom}`]),
  ].join(', ');

const thing = (short: string, members: object): Thing => ({
  short,
  members: {
    short,
    ...Object.fromEntries(
      Object.entries(members).flatMap(([name, value]: [string, unknown]) =>
        name === 'source' ? [] : [[name, withoutPlaces(value)]],
      ),
    ),
  },
});

const withoutPlaces = (value: unknown): string =>
  JSON.stringify(value, (name, inner: unknown) =>
    name === 'source' && typeof inner === 'object' && inner !== null && 'line' in inner ? undefined : inner,
  );

import type { Action, Aspects, Write } from '../../lib/model/plan.ts';
import { exceptPrincipals, type Principal } from '../../lib/model/principal.ts';

/** Whether an action names what a write names. */
export const covers = ({ writes }: Action, write: Write): boolean =>
  writes.some((one) => {
    if (one.kind !== write.kind) return false;
    if (
      (one.kind === 'launch-permission' && write.kind === 'launch-permission') ||
      (one.kind === 'snapshot-permission' && write.kind === 'snapshot-permission')
    ) {
      return (
        exceptPrincipals(write.add, one.add).length === 0 &&
        exceptPrincipals(write.remove, one.remove).length === 0
      );
    }
    return true;
  });

/** What a write changed beyond what it names. */
export const beyond = (
  write: Write,
  before: Aspects,
  after: Aspects,
  changed: readonly string[],
): readonly string[] => {
  const problems = (
    was: readonly Principal[],
    is: readonly Principal[],
    named: typeof write,
  ): readonly string[] => {
    if (named.kind !== 'launch-permission' && named.kind !== 'snapshot-permission') return [];
    const lost = exceptPrincipals(exceptPrincipals(was, is), named.remove);
    const won = exceptPrincipals(exceptPrincipals(is, was), named.add);
    return [...lost, ...won].map((one) => `changed ${JSON.stringify(one)}, which it does not name`);
  };
  const only = (...names: readonly string[]): readonly string[] =>
    changed.filter((name) => !names.includes(name)).map((name) => `changed ${name}`);
  switch (write.kind) {
    case 'launch-permission':
      return [
        ...only('launchPermission'),
        ...problems(before.launchPermission ?? [], after.launchPermission ?? [], write),
      ];
    case 'snapshot-permission': {
      const of = ({ snapshotSharing }: Aspects): readonly Principal[] =>
        snapshotSharing?.find(({ snapshot }) => snapshot === write.snapshot)?.principals ?? [];
      return [...only('snapshotSharing'), ...problems(of(before), of(after), write)];
    }
    case 'tags': {
      const named = new Set([...Object.keys(write.set), ...Object.keys(write.remove)]);
      const keys = [...Object.keys(before.tags ?? {}), ...Object.keys(after.tags ?? {})];
      const others = keys.filter((key) => !named.has(key) && before.tags?.[key] !== after.tags?.[key]);
      return [...only('tags'), ...others.map((key) => `changed the tag ${key}`)];
    }
    case 'deprecation':
      return only('deprecatedAt');
    case 'availability':
      return only('state', 'launchPermission', 'deprecatedAt');
    case 'registration':
      return [];
    case 'usage-report':
      return only('usageAskedAt');
    case 'guardrail':
      return only('guardrails');
    case 'quota-request':
      return [];
    case 'copy':
    case 'copy-permission':
    case 'copy-removal':
      return only('copies');
  }
};

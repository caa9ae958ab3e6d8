import type { QuotaName } from '../model/facts.ts';
import type { PolicyBundle } from '../model/policy.ts';

/** What a policy asks of quotas anywhere: percents of each limit, and the longest window in seconds (null: no forecast). */
interface QuotaWatch {
  readonly thresholds: Partial<Readonly<Record<QuotaName, readonly number[]>>>;
  readonly window: number | null;
}

const NAMES: readonly QuotaName[] = ['amis', 'public-amis', 'ami-shares', 'snapshots'];

/** Of all rules and overrides, wherever they hold: to know what is worth being counted, and when it is worth being judged. */
export const quotaWatch = (policy: PolicyBundle): QuotaWatch => {
  const ids = new Set(
    policy.rules.filter(({ parameters }) => parameters.kind === 'quota').map(({ id }) => id),
  );
  const settings: readonly unknown[] = [
    ...policy.rules.map(({ parameters }) => (parameters.kind === 'quota' ? parameters : null)),
    ...policy.overrides
      .flatMap(({ rules }) => rules)
      .map(({ id, parameters }) => (ids.has(id) ? parameters?.set : null)),
  ];
  const percents = (quota: QuotaName): readonly number[] => {
    const levels = settings.map((setting) => member(member(setting, 'watch'), quota));
    const all = levels.flatMap((level) => [member(level, 'warn'), member(level, 'critical')]);
    return [...new Set(all.filter((percent) => typeof percent === 'number'))].toSorted((a, b) => a - b);
  };
  const windows = settings
    .map((setting) => member(member(setting, 'forecast'), 'window'))
    .filter((window) => typeof window === 'number');
  return {
    thresholds: Object.fromEntries(
      NAMES.map((quota) => [quota, percents(quota)] as const).filter(([, levels]) => levels.length > 0),
    ),
    window: windows.length === 0 ? null : Math.max(...windows),
  };
};

const member = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;

import type { RuleOverride } from '../../../model/policy.ts';
import type { WrittenChange } from '../check-rules.ts';
import type { GroupsByName } from './match.ts';
import { changeOf } from './rule.ts';

/** What an override changes, as data: only the members that it writes. */
export const resolveChange = (
  { id, kind, at, source }: WrittenChange,
  groups: GroupsByName,
): RuleOverride => {
  const parameters = changeOf(kind, source, groups);
  const { remediate } = source;
  return {
    id,
    ...(source.mode === undefined ? {} : { mode: source.mode }),
    ...(source.severity === undefined ? {} : { severity: source.severity }),
    ...(source.grace === undefined ? {} : { graceSeconds: source.grace }),
    ...(source.enforceFrom === undefined ? {} : { enforceFrom: source.enforceFrom }),
    ...(parameters === null ? {} : { parameters }),
    ...(remediate === undefined ? {} : { remediation: remediate === 'none' ? null : remediate }),
    source: at.keyAt,
  };
};

import type { ParameterChange, RuleOverride, RuleSetting, TagRequirement } from '../../../model/policy.ts';
import type { WrittenChange } from '../check-rules.ts';
import { MODES, SEVERITIES } from '../schema/words.ts';
import type { Problem } from '../source-file.ts';
import type { GroupsByName } from './match.ts';
import { resolveAllow, resolveRemediate, resolveTag } from './rule.ts';

/** What an override changes, as data: only the members that it writes. */
export const resolveChange = (change: WrittenChange, groups: GroupsByName): RuleOverride => {
  const { source } = change;
  const parameters = parameterChange(change, groups);
  const remediate = 'remediate' in source ? source.remediate : undefined;
  return {
    id: change.id,
    ...(source.mode === undefined ? {} : { mode: source.mode }),
    ...(source.severity === undefined ? {} : { severity: source.severity }),
    ...(source.grace === undefined ? {} : { graceSeconds: source.grace }),
    ...(source.enforceFrom === undefined ? {} : { enforceFrom: source.enforceFrom }),
    ...(parameters === null ? {} : { parameters }),
    ...(remediate === undefined ? {} : { remediation: resolveRemediate(remediate) }),
  };
};

const parameterChange = (change: WrittenChange, groups: GroupsByName): ParameterChange | null => {
  switch (change.kind) {
    case 'public-sharing':
      return null;
    case 'sharing': {
      const { allow } = change.source;
      if (allow === undefined) return null;
      return {
        kind: change.kind,
        allow: resolveAllow(allow, groups),
        add: resolveAllow(allow.add ?? {}, groups),
      };
    }
    case 'encryption': {
      const { kmsKeys } = change.source;
      if (kmsKeys === undefined) return null;
      return 'add' in kmsKeys ? { kind: change.kind, add: kmsKeys.add } : { kind: change.kind, kmsKeys };
    }
    case 'required-tags': {
      if (change.source.tags === undefined) return null;
      const tags = Object.entries(change.source.tags).map(
        ([tag, source]): readonly [string, TagRequirement | null] => [
          tag,
          source === false ? null : resolveTag(source),
        ],
      );
      return { kind: change.kind, tags: Object.fromEntries(tags) };
    }
  }
};

/** What of an override a `locked: true` rule does not take: all but a stricter mode, a higher severity, less grace or an earlier enforceFrom. */
export const checkLock = (
  rule: RuleSetting,
  written: WrittenChange,
  change: RuleOverride,
): readonly Problem[] => {
  const weaker = [
    change.mode !== undefined && MODES.indexOf(change.mode) < MODES.indexOf(rule.mode) ? 'mode' : null,
    change.severity !== undefined && SEVERITIES.indexOf(change.severity) < SEVERITIES.indexOf(rule.severity)
      ? 'severity'
      : null,
    (change.graceSeconds ?? 0) > rule.graceSeconds ? 'grace' : null,
    rule.enforceFrom !== null && (change.enforceFrom ?? rule.enforceFrom) > rule.enforceFrom
      ? 'enforceFrom'
      : null,
    change.remediation === undefined ? null : 'remediate',
    change.parameters === undefined ? null : parameterName(change.parameters),
  ].filter((member) => member !== null);
  return weaker.map((member) => ({
    at: written.at.parts.get(member)?.keyAt ?? written.at.keyAt,
    message: `\`${member}\` of the locked rule \`${rule.id}\`: expected only what makes it stricter (mode, severity, grace, enforceFrom)`,
  }));
};

const parameterName = (change: ParameterChange): string | null => {
  switch (change.kind) {
    case 'public-sharing':
      return null;
    case 'sharing':
      return 'allow';
    case 'encryption':
      return 'kmsKeys';
    case 'required-tags':
      return 'tags';
  }
};

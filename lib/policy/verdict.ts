import type { EvaluationInput, Finding, Verdict } from '../model/finding.ts';
import type { RuleSetting } from '../model/policy.ts';
import { waivedBy } from './grants.ts';
import { ruleOf } from './registry.ts';

/**
 * The verdict that a rule's findings amount to: what could not be read outweighs all (`error`), then what fails now, then what
 * is inside its grace, then what is waived. `until` is when the first grace ends, also beside something that fails already.
 */
export const conclude = (
  rule: RuleSetting,
  findings: readonly Finding[],
  grants: EvaluationInput['grants'],
): { readonly verdict: Verdict; readonly findings: readonly Finding[] } => {
  const { verdict, decisive } = findings.length === 0 ? PASS : weigh(findings);
  const graces = findings.flatMap(({ graceUntil }) => graceUntil ?? []).toSorted();
  return {
    verdict: {
      rule: rule.id,
      verdict,
      mode: rule.mode,
      severity: rule.severity,
      reason: sentence(decisive, grants) ?? ruleOf(rule.parameters.kind).holds,
      until: graces[0] ?? null,
    },
    findings,
  };
};

interface Weighed {
  readonly verdict: Verdict['verdict'];
  readonly decisive: readonly Finding[];
}

const PASS: Weighed = { verdict: 'pass', decisive: [] };

const weigh = (findings: readonly Finding[]): Weighed => {
  const unreadable = findings.filter(({ detail }) => detail.kind === 'unreadable');
  if (unreadable.length > 0) return { verdict: 'error', decisive: unreadable };
  const unwaived = findings.filter(({ waiver }) => waiver === null);
  const failing = unwaived.filter(({ graceUntil }) => graceUntil === null);
  if (failing.length > 0) return { verdict: 'fail', decisive: failing };
  if (unwaived.length > 0) return { verdict: 'pending', decisive: unwaived };
  return { verdict: 'waived', decisive: findings };
};

const sentence = ([first, ...more]: readonly Finding[], grants: EvaluationInput['grants']): string | null => {
  if (first === undefined) return null;
  const by = waivedBy(first, grants);
  const waived = by === null ? '' : ` Waived by ${by}.`;
  const others = more.length === 0 ? '' : ` And ${String(more.length)} more.`;
  return `${first.reason}${waived}${others}`;
};

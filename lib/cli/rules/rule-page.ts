import type { Fact } from '../../model/image.ts';
import type { RuleKind } from '../../model/parameters.ts';
import type { RemediationSetting } from '../../model/policy.ts';
import type { SubjectKind } from '../../model/subject.ts';
import type { ActionName, Severity } from '../../model/words.ts';
import { rules } from '../../policy/registry.ts';
import type { Rule } from '../../policy/rule.ts';
import { ruleJsonSchema } from '../../policy/source/json-schema.ts';
import { COMMON_MEMBERS, KINDS } from '../../policy/source/schema/rules.ts';
import { CALLS } from './calls.ts';
import { memberRows, type MemberRow } from './member-row.ts';

/** A rule with all that is told of it. */
export interface RulePage {
  readonly id: RuleKind;
  readonly subjects: readonly SubjectKind[];
  readonly why: string;
  readonly holds: string;
  readonly awsFact: string;
  readonly severity: Severity;
  /** The calls to AWS that it needs. */
  readonly reads: readonly string[];
  /** Calls that it needs for some parameters only. */
  readonly alsoReads: readonly string[];
  readonly remediations: readonly ActionName[];
  /** What enforce does when the policy names nothing; null when it must be named, or there is none. */
  readonly remediation: RemediationSetting | null;
  /** What it is set to. */
  readonly parameters: readonly MemberRow[];
  /** What a policy can write of every rule, and of its remediation. */
  readonly members: readonly MemberRow[];
}

/** Every kind of rule, in the order of the documentation. A kind that judges several kinds of subjects is one page. */
export const rulePages = (): readonly RulePage[] =>
  KINDS.flatMap((kind) => {
    const same = rules.filter(({ id }) => id === kind);
    const [first] = same;
    return first === undefined ? [] : [pageOf(first, same)];
  });

const pageOf = (rule: Rule, same: readonly Rule[]): RulePage => {
  const rows = memberRows(ruleJsonSchema(rule.id), rule);
  const isCommon = ({ path }: MemberRow): boolean => COMMON_MEMBERS.has(path.split('.')[0] ?? path);
  const reads = callsOf(same.flatMap((one) => one.reads));
  const alsoReads = callsOf(same.flatMap((one) => one.optionalReads)).filter((call) => !reads.includes(call));
  return {
    id: rule.id,
    subjects: same.map(({ subject }) => subject),
    why: rule.why,
    holds: rule.holds,
    awsFact: rule.awsFact,
    severity: rule.severity,
    reads,
    alsoReads,
    remediations: rule.remediations,
    remediation: rule.remediation,
    parameters: rows.filter((row) => !isCommon(row)),
    members: rows.filter(isCommon),
  };
};

const callsOf = (facts: readonly Fact[]): readonly string[] => [
  ...new Set(facts.flatMap((fact) => CALLS[fact])),
];

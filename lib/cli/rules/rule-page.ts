import type { Fact } from '../../model/image.ts';
import { rules, type RuleEntry } from '../../policy/registry.ts';
import { ruleJsonSchema } from '../../policy/source/json-schema.ts';
import { memberRows, type MemberRow } from './member-row.ts';

/** A rule with all that is told of it. */
export interface RulePage {
  readonly rule: RuleEntry;
  /** The reads of AWS behind the facts that it reads. */
  readonly calls: readonly string[];
  /** Members that it does not share with every other rule. */
  readonly own: readonly MemberRow[];
  /** Members that every rule has. */
  readonly common: readonly MemberRow[];
}

const CALLS: Readonly<Record<Fact, string>> = {
  image: 'DescribeImages',
  launchPermission: 'DescribeImageAttribute',
  snapshots: 'DescribeSnapshots',
};

/** Every rule in the order of the registry. */
export const rulePages = (): readonly RulePage[] => {
  const written = rules.map((rule) => ({ rule, rows: memberRows(ruleJsonSchema(rule.id)) }));
  const isCommon = ({ path }: MemberRow): boolean =>
    written.every(({ rows }) => rows.some((row) => row.path === path));
  // `kind` has another form in each.
  const commonForm = ({ path, form }: MemberRow): string =>
    written.every(({ rows }) => rows.some((row) => row.path === path && row.form === form)) ? form : 'text';
  return written.map(({ rule, rows }) => ({
    rule,
    calls: rule.reads.map((fact) => CALLS[fact]),
    own: rows.filter((row) => !isCommon(row)),
    common: rows.filter(isCommon).map((row) => ({ ...row, form: commonForm(row) })),
  }));
};

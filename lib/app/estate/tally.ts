import type { Evaluation, Finding } from '../../model/finding.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Severity } from '../../model/words.ts';

/** How a finding stands. `error`: it could not be judged. */
type Standing = 'open' | 'waived' | 'error';

/** A finding as a report has it: what is left of one when 50,000 of them have to be held. */
export interface FoundRow {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly standing: Standing;
  /** `account/region/ami-…` */
  readonly subject: string;
  readonly name: string | null;
  readonly reason: string;
}

/** How many findings a rule has: open ones by severity. */
export interface RuleTally {
  readonly rule: string;
  readonly open: Readonly<Record<Severity, number>>;
  readonly waived: number;
  readonly errors: number;
  /** Subjects that were held against it. */
  readonly judged: number;
}

/** Gathers what a scan finds. */
export interface Tally {
  readonly take: (evaluation: Evaluation) => void;
  /** In the order of the policy's rules. */
  readonly rules: () => readonly RuleTally[];
  /** Open ones, then what could not be judged, then what is waived; the worst first, then by rule and subject. */
  readonly rows: () => readonly FoundRow[];
}

const RANKS: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

const STANDINGS: Readonly<Record<Standing, number>> = { open: 0, error: 1, waived: 2 };

/** Whether a severity is `least` or worse. */
export const isAtLeast = (severity: Severity, least: Severity): boolean => RANKS[severity] <= RANKS[least];

/**
 * A tally of these rules. What is told of a subject again takes the place of what was told before. `doubtOf`: why a failure may be none, a
 * sentence in the place of its reason; it counts as not judged then.
 */
export const newTally = (
  ruleIds: readonly string[],
  doubtOf: (finding: Finding) => string | null = () => null,
): Tally => {
  const bySubject = new Map<string, readonly FoundRow[]>();
  const judged = new Map<string, number>();
  const places = new Map(ruleIds.map((rule, index) => [rule, index]));
  const placeOf = (rule: string): number => places.get(rule) ?? ruleIds.length;
  const rows = (): readonly FoundRow[] =>
    [...bySubject.values()]
      .flat()
      .toSorted(
        (a, b) =>
          STANDINGS[a.standing] - STANDINGS[b.standing] ||
          RANKS[a.severity] - RANKS[b.severity] ||
          placeOf(a.rule) - placeOf(b.rule) ||
          compare(a.subject, b.subject) ||
          compare(a.id, b.id),
      );
  return {
    take: (evaluation) => {
      const subject = subjectKey(evaluation.ref);
      const isAgain = bySubject.has(subject);
      if (!isAgain) {
        for (const { rule, verdict } of evaluation.verdicts) {
          if (verdict !== 'skip') judged.set(rule, (judged.get(rule) ?? 0) + 1);
        }
      }
      if (isAgain || evaluation.findings.length > 0) {
        bySubject.set(
          subject,
          evaluation.findings.map((finding) => rowOf(finding, subject, doubtOf(finding))),
        );
      }
    },
    rules: () => {
      const counts = new Map(ruleIds.map((rule) => [rule, emptyTally(rule, judged.get(rule) ?? 0)]));
      for (const found of bySubject.values()) {
        for (const { rule, severity, standing } of found) {
          const count = counts.get(rule);
          if (count === undefined) continue;
          if (standing === 'open') count.open[severity] += 1;
          else if (standing === 'waived') count.waived += 1;
          else count.errors += 1;
        }
      }
      return [...counts.values()];
    },
    rows,
  };
};

const emptyTally = (rule: string, judged: number) => ({
  rule,
  open: { critical: 0, high: 0, medium: 0, low: 0 },
  waived: 0,
  errors: 0,
  judged,
});

const rowOf = (finding: Finding, subject: string, doubt: string | null): FoundRow => ({
  id: finding.id,
  rule: finding.rule,
  severity: finding.severity,
  standing: doubt === null || finding.waiver !== null ? standingOf(finding) : 'error',
  subject,
  name: finding.imageName,
  reason: doubt ?? finding.reason,
});

const standingOf = ({ detail, waiver }: Finding): Standing => {
  if (detail.kind === 'unreadable') return 'error';
  return waiver === null ? 'open' : 'waived';
};

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

import type { Organization } from '../../model/organization.ts';
import type { EvaluationInput } from '../../model/finding.ts';
import type { SubjectState } from '../../model/image.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { subjectKind } from '../../model/subject.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { wholeState } from '../inventory-file/subject-facts.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';

/** A subject with all that must be known to judge it, and what could not be known of its organisation. */
export interface FoundSubject {
  readonly state: SubjectState;
  readonly firstSeen: EvaluationInput['firstSeen'];
  readonly grants: EvaluationInput['grants'];
  readonly organization: Organization;
  readonly problems: readonly string[];
}

/** A subject, or the sentence that says why there is none. */
export type Found =
  { readonly ok: true; readonly subject: FoundSubject } | { readonly ok: false; readonly problem: string };

/** The question that is asked about a subject: all of its facts, those that nobody had read being faults. */
export const questionOf = (
  { state, firstSeen, grants, organization }: Omit<FoundSubject, 'problems'>,
  policy: PolicyBundle,
  now: Date,
): EvaluationInput => ({
  state: wholeState(state),
  policy,
  organization,
  touched: SUBJECT_FACTS[subjectKind(state.ref)],
  firstSeen,
  grants,
  now,
});

/** Whether judging a subject gives the finding of this id. */
export const hasFinding = (
  subject: Omit<FoundSubject, 'problems'>,
  id: string,
  policy: PolicyBundle,
  now: Date,
): boolean => evaluate(questionOf(subject, policy, now)).findings.some((finding) => finding.id === id);

import type { FindingDetail } from '../model/finding.ts';
import type { Failure, RuleAnswer } from './rule.ts';

/** What stands for a datum that AWS left out of its answer; `what` ends the sentence "AWS did not tell …". */
export const missing = (what: string): Failure => ({
  detail: { kind: 'unreadable', datum: what, code: 'Missing' },
  reason: `AWS did not tell ${what}.`,
});

/** One attribute of an image that is not as it must be. */
export const attributeFails = (
  attribute: string,
  value: string | null,
  reason: string,
): Failure & { readonly detail: Extract<FindingDetail, { kind: 'attribute' }> } => ({
  detail: { kind: 'attribute', attribute, value },
  reason,
});

/** Of an image that is still being made AWS does not tell all; the event that it is `available` brings it here again. */
export const IS_PENDING: RuleAnswer = {
  kind: 'pending',
  reason: 'The image is pending: AWS does not tell all of it yet.',
};

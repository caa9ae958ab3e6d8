import type { ImageFacts } from '../model/image.ts';
import type { RemediationSetting } from '../model/policy.ts';
import type { Failure } from './rule.ts';
import { timeOf } from './span.ts';

// EnableImageDeprecation takes a date that is some minutes ahead.
const SOON_MS = 3_600_000;

/**
 * Whether what the policy would do about a failure of an image has been done already, by whomever: an old image that is deprecated
 * (within the hour at the latest) or disabled stays old, and nobody wants more of it than that.
 */
export const isAnswered = (
  { detail }: Failure,
  remediation: RemediationSetting | null,
  { state, deprecatedAt }: Pick<ImageFacts, 'state' | 'deprecatedAt'>,
  now: Date,
): boolean => {
  if (detail.kind !== 'attribute') return false;
  if (remediation?.action === 'disable') return state === 'disabled';
  if (remediation?.action !== 'deprecate') return false;
  const deprecated = timeOf(deprecatedAt);
  return state === 'disabled' || (deprecated !== null && deprecated <= now.getTime() + SOON_MS);
};

import { REPLACED_AT } from '../model/copy-tags.ts';
import type { ImageFacts } from '../model/image.ts';
import type { RemediationSetting } from '../model/policy.ts';
import type { Failure } from './rule.ts';
import { timeOf } from './span.ts';

// EnableImageDeprecation takes a date that is some minutes ahead.
const SOON_MS = 3_600_000;

/**
 * Whether what the policy would do about a failure of an image has been done already, by whomever: an old image that is deprecated
 * (within the hour at the latest) or disabled stays old, an unencrypted one whose copy took its place unencrypted.
 */
export const isAnswered = (
  { detail }: Failure,
  remediation: RemediationSetting | null,
  { state, deprecatedAt, createdAt, tags }: Pick<ImageFacts, 'state' | 'deprecatedAt' | 'createdAt' | 'tags'>,
  now: Date,
): boolean => {
  const isDisabled = state === 'disabled';
  if (detail.kind === 'device') {
    const source = remediation?.options?.source;
    return isDisabled && source?.after === 'disable' && !isOverdue(tags, source.deregisterAfter, now);
  }
  if (detail.kind !== 'attribute') return false;
  if (remediation?.action === 'disable') return isDisabled;
  if (remediation?.action !== 'deprecate') return false;
  const [deprecated, created] = [timeOf(deprecatedAt), timeOf(createdAt)];
  const after = remediation.options?.deprecateAfter;
  // What has to be deprecated by an instant of the rule's own is answered by that alone.
  const chosen =
    after === undefined || created === null || detail.by !== undefined ? 0 : created + after * 1000;
  return isDisabled || (deprecated !== null && deprecated <= Math.max(now.getTime() + SOON_MS, chosen));
};

/** Whether an original that its copy has replaced was to be gone by now. Somebody who disabled it said nothing of when. */
const isOverdue = (tags: ImageFacts['tags'], seconds: number | null, now: Date): boolean => {
  const replaced = timeOf(Object.entries(tags).find(([tag]) => tag === REPLACED_AT)?.[1] ?? null);
  return seconds !== null && replaced !== null && now.getTime() >= replaced + seconds * 1000;
};

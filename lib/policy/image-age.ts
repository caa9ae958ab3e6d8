import type { ImageReference } from '../model/facts.ts';
import type { ImageFacts } from '../model/image.ts';
import { attributeFails, missing } from './failures.ts';
import type { Failure } from './rule.ts';
import { dayOf, spanText, timeOf } from './span.ts';

const CREATED = missing('when the image was created');

/** It must have been created at most `maxAge` seconds ago. */
export const judgeAge = ({ createdAt }: ImageFacts, maxAge: number, now: Date): Failure | null => {
  const created = timeOf(createdAt);
  if (createdAt === null || created === null) return CREATED;
  if (now.getTime() - created <= maxAge * 1000) return null;
  const reason = `The image was created on ${dayOf(createdAt)}, more than ${spanText(maxAge)} ago.`;
  return attributeFails('age', createdAt, reason);
};

/** It must be deprecated within so many seconds of its creation, in the past or the future. */
export const judgeDeprecation = (
  { createdAt, deprecatedAt: at }: ImageFacts,
  within: number,
): Failure | null => {
  const wanted = `expected one within ${spanText(within)} of its creation.`;
  const [deprecated, created] = [timeOf(at), timeOf(createdAt)];
  const fails = (reason: string): Failure => {
    const failure = attributeFails('deprecation', at, reason);
    if (created === null) return failure;
    return { ...failure, detail: { ...failure.detail, by: new Date(created + within * 1000).toISOString() } };
  };
  if (at === null) return fails(`The image has no deprecation date, ${wanted}`);
  if (deprecated === null) return missing('when the image is deprecated');
  if (created === null) return CREATED;
  if (deprecated - created <= within * 1000) return null;
  return fails(`The deprecation date of the image is ${dayOf(at)}, ${wanted}`);
};

/** It must have been launched within so many seconds, or be referred to. `references` undefined: they are not to be had. */
export const judgeUse = (
  { createdAt, lastLaunchedAt }: ImageFacts,
  references: readonly ImageReference[] | undefined,
  unusedFor: number,
  now: Date,
): Failure | null => {
  // Without the references nobody can say that it is unused; their fault is told beside this.
  if (references === undefined || references.length > 0) return null;
  // An image that was never launched has been unused since it was made.
  const at = lastLaunchedAt ?? createdAt;
  const last = timeOf(at);
  if (at === null || last === null)
    return lastLaunchedAt === null ? CREATED : missing('when the image was last launched');
  if (now.getTime() - last <= unusedFor * 1000) return null;
  const since =
    lastLaunchedAt === null
      ? `was created on ${dayOf(at)} and never launched`
      : `was last launched on ${dayOf(at)}`;
  return attributeFails(
    'use',
    lastLaunchedAt,
    `The image ${since}, more than ${spanText(unusedFor)} ago, and nothing in its account refers to it.`,
  );
};

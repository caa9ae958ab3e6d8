import type { Plan } from '../model/plan.ts';
import type { Limits } from '../model/policy.ts';
import { isImage } from '../model/subject.ts';

/** What a plan takes from one of our own limits. `what`: the limit in words, as in "the limit of 20 an hour for … is used up". */
export interface Take {
  readonly key: string;
  readonly window: 'hour' | 'day';
  readonly count: number;
  readonly limit: number;
  /** What is counted, by a name: within the window the same is counted once. */
  readonly once: string;
  readonly what: string;
}

const NONE: Limits = { perHour: null, perAccountPerHour: null, perDayShareOfImages: null };

/** Whether the images of its account have to be counted before a plan's limits are known. */
export const needsImageCount = ({ ref }: Plan, limits: Limits = NONE): boolean =>
  isImage(ref) && limits.perDayShareOfImages !== null;

/**
 * What a plan takes from the limits, all of it or nothing: each of its actions from its rule's own, the whole from the
 * policy's. `images`: how many the account has in the region, where `needsImageCount`; null takes more than there is.
 */
export const takesOf = (plan: Plan, limits: Limits = NONE, images: number | null = null): readonly Take[] => [
  ...ruleTakes(plan),
  ...policyTakes(plan, limits),
  ...imageTakes(plan, limits, images),
];

const ruleTakes = ({ id, ref, actions }: Plan): readonly Take[] =>
  actions.flatMap(({ rule, action, limitPerHour, limitPerHourInAll }): readonly Take[] => {
    const key = `${rule}#${action}`;
    const one = { window: 'hour', count: 1, once: id } as const;
    const limit = limitPerHour ?? Infinity;
    const inAll = limitPerHourInAll ?? Infinity;
    return [
      { ...one, key: `${key}#${ref.account}`, limit, what: `${perHour(limit)} for ${action}` },
      { ...one, key, limit: inAll, what: `${perHour(inAll)} for ${action} in all accounts` },
    ].filter(isLimit);
  });

const policyTakes = (
  { id, ref, actions }: Plan,
  { perHour: inAll, perAccountPerHour }: Limits,
): readonly Take[] => {
  const one = { window: 'hour', count: actions.length, once: id } as const;
  const limit = perAccountPerHour ?? Infinity;
  const all = inAll ?? Infinity;
  return [
    { ...one, key: `account#${ref.account}`, limit, what: `${perHour(limit)} for all changes in an account` },
    { ...one, key: 'all', limit: all, what: `${perHour(all)} for all changes in all accounts` },
  ].filter(isLimit);
};

/** An image changed twice in a day is one image changed. */
const imageTakes = (
  { ref }: Plan,
  { perDayShareOfImages: share }: Limits,
  images: number | null,
): readonly Take[] => {
  if (!isImage(ref) || share === null) return [];
  const most = images === null ? 0 : mostImages(share, images);
  const percent = `${String(Number((share * 100).toPrecision(6)))} %`;
  const take: Take = {
    key: `images#${ref.account}#${ref.region}`,
    window: 'day',
    count: 1,
    limit: most,
    once: ref.image,
    what: `${String(most)} a day for images of an account and region (${percent} of ${String(images ?? 0)})`,
  };
  return [take];
};

/** How many of so many images a share of them is; always one, or small accounts would be left as they are. */
export const mostImages = (share: number, images: number): number =>
  // 0.07 * 100 is 7.000000000000001, and 0.29 * 100 is 28.999999999999996.
  Math.max(1, Math.floor(Number((share * images).toPrecision(12))));

const isLimit = ({ limit }: Take): boolean => limit !== Infinity;

const perHour = (limit: number): string => `${String(limit)} an hour`;

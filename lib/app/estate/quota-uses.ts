import type { QuotaName } from '../../model/facts.ts';
import type { CountedQuota, KnownPlace, UsageSample } from '../../model/inventory.ts';
import { type Forecast, forecast, USUAL_WINDOW_SECONDS } from '../../quota/forecast.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { knownImages, launchersOf } from './known-images.ts';

/** How much of a quota is used in a place, and how that goes. Times are ISO 8601; null: not known. */
export interface QuotaUse {
  readonly account: string;
  readonly region: string;
  readonly quota: QuotaName;
  readonly used: number;
  readonly limit: number | null;
  readonly origin: 'applied' | 'default' | null;
  readonly countedAt: string | null;
  /** Of `ami-shares`: the image that is shared with the most. */
  readonly image: string | null;
  /** Null where no history is kept, or the limit is not known. */
  readonly forecast: Forecast | null;
  /** By how many a day, since the first of `samples`; null for too little of them. */
  readonly perDay: number | null;
  readonly samples: readonly Pick<UsageSample, 'at' | 'used'>[];
}

const COUNTED: readonly CountedQuota[] = ['amis', 'public-amis', 'snapshots'];
const DAY_MS = 86_400_000;

/** The quotas of places as they were counted last, the fullest first, with their history from `since` (ISO 8601) on. Forecasts rest on the last 30 days, whatever is shown. */
export const quotaUses = async (
  inventory: Pick<Inventory, 'usage' | 'imagesOf'>,
  places: readonly KnownPlace[],
  quotas: readonly QuotaName[],
  since: string,
  now: Date,
): Promise<readonly QuotaUse[]> => {
  const uses: QuotaUse[] = [];
  for (const place of places) {
    for (const quota of COUNTED.filter((name) => quotas.includes(name))) {
      const use = await countedUse(inventory, place, quota, since, now);
      if (use !== null) uses.push(use);
    }
    if (quotas.includes('ami-shares')) {
      const use = await shareUse(inventory, place);
      if (use !== null) uses.push(use);
    }
  }
  return uses.toSorted((a, b) => fullness(b) - fullness(a));
};

/** Used of what is allowed; a quota of which the limit is not known is as good as empty. */
const fullness = ({ used, limit }: QuotaUse): number => {
  if (limit === null) return 0;
  return limit === 0 ? 1 : used / limit;
};

const countedUse = async (
  inventory: Pick<Inventory, 'usage'>,
  known: KnownPlace,
  quota: CountedQuota,
  since: string,
  now: Date,
): Promise<QuotaUse | null> => {
  const count = known.counts.find((one) => one.quota === quota);
  if (count === undefined) return null;
  const { limit, origin } = limitOf(known, quota);
  const recently = new Date(now.getTime() - USUAL_WINDOW_SECONDS * 1000).toISOString();
  const all = await inventory.usage(known.place, quota, since < recently ? since : recently);
  const history = all.map(({ at, used }) => ({ at, used }));
  const samples = history.filter(({ at }) => at >= since);
  return {
    ...known.place,
    quota,
    used: count.used,
    limit,
    origin,
    countedAt: count.countedAt,
    image: null,
    forecast:
      limit === null
        ? null
        : forecast(
            history.filter(({ at }) => at >= recently),
            { used: count.used, limit },
            now,
          ),
    perDay: growthOf(samples),
    samples,
  };
};

const limitOf = (known: KnownPlace, quota: QuotaName): Pick<QuotaUse, 'limit' | 'origin'> => {
  const found = known.limits.find((one) => one.quota === quota);
  return { limit: found?.limit ?? null, origin: found?.origin ?? null };
};

/** What was gained between the first sample and the last, for a day; a day of history at least. */
const growthOf = (samples: QuotaUse['samples']): number | null => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return null;
  const days = (Date.parse(last.at) - Date.parse(first.at)) / DAY_MS;
  return days < 1 ? null : (last.used - first.used) / days;
};

/** The image of a place that is shared with the most: public does not count, accounts, organisations and units do. */
const shareUse = async (
  inventory: Pick<Inventory, 'imagesOf'>,
  known: KnownPlace,
): Promise<QuotaUse | null> => {
  let most: { readonly image: string; readonly used: number; readonly readAt: string | null } | null = null;
  for await (const page of knownImages(inventory, known, { tags: [] })) {
    for (const image of page) {
      const used = launchersOf(image).principals.filter(({ kind }) => kind !== 'public').length;
      if (used > (most?.used ?? 0)) {
        most = { image: image.ref.image, used, readAt: image.facts.launchPermission?.readAt ?? null };
      }
    }
  }
  if (most === null) return null;
  return {
    ...known.place,
    quota: 'ami-shares',
    used: most.used,
    ...limitOf(known, 'ami-shares'),
    countedAt: most.readAt,
    image: most.image,
    forecast: null,
    perDay: null,
    samples: [],
  };
};

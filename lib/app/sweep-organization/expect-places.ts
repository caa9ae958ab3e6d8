import type { CoverageEntry, Expectation, SweepAttempt } from '../../model/coverage.ts';
import type { Fault } from '../../model/fault.ts';
import type { AccountId, Region } from '../../model/ids.ts';
import { subjectKey } from '../../model/subject.ts';
import type { RegionState } from '../../ports/account-regions.ts';
import { isDenial } from '../coverage/denial.ts';

/** An account as the survey found it. `closed`: its regions could not be asked for. */
export type SeenAccount =
  | { readonly kind: 'open'; readonly account: AccountId; readonly regions: readonly RegionState[] }
  | { readonly kind: 'closed'; readonly account: AccountId; readonly fault: Fault }
  | { readonly kind: 'suspended'; readonly account: AccountId };

/** `regions`: those that are looked after, null for all. `known`: what was kept before. `at` is ISO 8601. */
export interface ExpectRequest {
  readonly sweep: string;
  readonly at: string;
  readonly seen: readonly SeenAccount[];
  readonly regions: readonly Region[] | null;
  readonly known: readonly CoverageEntry[];
}

interface Expected {
  readonly account: AccountId;
  readonly region: Region;
  readonly expectation: Expectation;
  /** Set where the account refused to be asked for its regions. */
  readonly refusal: Fault | null;
}

/**
 * What is expected of every account-region, those known before among them. An account that tells nothing of its regions, or may not
 * be asked any more, is expected in those that need no opting in, or in which it was expected before.
 */
export const expectPlaces = (request: ExpectRequest): readonly CoverageEntry[] => {
  const { sweep, at, seen, regions, known } = request;
  const before = new Map(known.map((entry) => [subjectKey(entry.place), entry]));
  const ofAccount = Map.groupBy(known, ({ place }) => place.account);
  const usual = usualRegions(seen, regions);
  const expected = seen.flatMap((one) => expectOf(one, regions, usual, ofAccount.get(one.account) ?? []));
  const members = new Set(seen.map(({ account }) => account));
  const gone = known
    .filter(({ place }) => !members.has(place.account))
    .map(({ place }): Expected => ({ ...place, expectation: 'gone', refusal: null }));
  return [...expected, ...gone].map(({ account, region, expectation, refusal }) => {
    const place = { account, region };
    const old = before.get(subjectKey(place));
    const attempt = refusal === null ? (old?.attempt ?? null) : attemptOf(sweep, at, refusal);
    const expectedSince = old?.expectation === expectation ? old.expectedSince : at;
    return { place, expectation, expectedSince, attempt, told: old?.told ?? null };
  });
};

/** The regions that any account has without opting in, as far as they are looked after; with none to ask, those named. */
const usualRegions = (seen: readonly SeenAccount[], regions: readonly Region[] | null): readonly Region[] => {
  const byDefault = new Set(
    seen.flatMap((one) =>
      one.kind === 'open'
        ? one.regions.filter((state) => state.enabled && state.byDefault).map(({ region }) => region)
        : [],
    ),
  );
  if (regions === null) return [...byDefault];
  return byDefault.size === 0 ? regions : regions.filter((region) => byDefault.has(region));
};

const expectOf = (
  seen: SeenAccount,
  regions: readonly Region[] | null,
  usual: readonly Region[],
  known: readonly CoverageEntry[],
): readonly Expected[] => {
  const { account } = seen;
  const before = known.map(({ place }) => place.region);
  if (seen.kind === 'suspended') {
    const places = before.length > 0 ? before : usual;
    return places.map((region) => ({ account, region, expectation: 'suspended', refusal: null }));
  }
  if (seen.kind === 'closed') {
    const last = known
      .filter(
        ({ expectation, place }) => expectation === 'expected' && (regions?.includes(place.region) ?? true),
      )
      .map(({ place }) => place.region);
    const rest = known.filter(({ place }) => !last.includes(place.region) && !usual.includes(place.region));
    // What passes by itself is for the worker to meet again, and to tell of if it stays.
    const refusal = isDenial(seen.fault) || !seen.fault.retryable ? seen.fault : null;
    return [
      ...[...new Set([...last, ...usual])].map((region): Expected => ({
        account,
        region,
        expectation: 'expected',
        refusal,
      })),
      ...rest.map(({ place }): Expected => ({ ...place, expectation: 'excluded', refusal: null })),
    ];
  }
  const enabled = new Set(seen.regions.filter((state) => state.enabled).map(({ region }) => region));
  const wanted = regions ?? [...enabled];
  return [...new Set([...wanted, ...before])].map((region) => ({
    account,
    region,
    expectation: expectationOf(enabled.has(region), wanted.includes(region)),
    refusal: null,
  }));
};

const expectationOf = (isEnabled: boolean, isWanted: boolean): Expectation => {
  if (!isEnabled) return 'disabled';
  return isWanted ? 'expected' : 'excluded';
};

const attemptOf = (sweep: string, at: string, { operation, code, message }: Fault): SweepAttempt => ({
  sweep,
  at,
  fault: { operation, code, message },
});

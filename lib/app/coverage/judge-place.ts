import type {
  Coverage,
  CoverageEntry,
  CoverageFault,
  CoverageLimits,
  CoverageStatus,
} from '../../model/coverage.ts';
import type { KnownPlace } from '../../model/inventory.ts';
import { isDenial, limitsRefusedIn, refusalIn } from './denial.ts';
import { faultText } from './fault-text.ts';

const HOUR_MS = 3_600_000;

type Judged = Pick<Coverage, 'status' | 'why' | 'since'>;

/** How an account-region stands at `now`, by what is expected of it, what the last sweep met, and what the inventory knows. */
export const judgePlace = (
  entry: CoverageEntry,
  known: KnownPlace | null,
  limits: CoverageLimits,
  now: Date,
): Coverage => {
  const last = known?.swept ?? null;
  const refusal = last === null ? null : refusalIn(last);
  const seen = known === null || refusal === null ? known : { ...known, swept: null };
  // A laptop's sweep keeps no attempts: what it met stands in its record.
  const attempt =
    last === null || refusal === null
      ? entry.attempt
      : (entry.attempt ?? { sweep: last.id, at: last.startedAt, fault: refusal });
  return {
    place: entry.place,
    heardAt: known?.heardAt ?? null,
    sweptAt: seen?.swept?.endedAt ?? null,
    ...judged({ ...entry, attempt }, seen, limits, now),
  };
};

const judged = (
  entry: CoverageEntry,
  known: KnownPlace | null,
  limits: CoverageLimits,
  now: Date,
): Judged => {
  const { expectation, expectedSince, attempt } = entry;
  if (expectation !== 'expected') return is(expectation, NOT_EXPECTED[expectation], expectedSince);
  const heardAt = known?.heardAt ?? null;
  const swept = known?.swept ?? null;
  const fault = attempt?.fault ?? null;
  // A try that counts as failed met no refusal of the account's: our own tables, or Organizations, said no.
  if (attempt !== null && fault !== null && attempt.failures === undefined && isDenial(fault)) {
    return heardAt === null && swept === null
      ? is('never-enrolled', `it never let us in: ${faultText(fault)}`, expectedSince)
      : is('denied', `the sweep was refused: ${faultText(fault)}`, attempt.at);
  }
  const heard = latest(heardAt, swept?.endedAt ?? null);
  const silentFrom = later(heard ?? expectedSince, limits.silentHours);
  if (now.getTime() >= Date.parse(silentFrom)) {
    const what = heard === null ? 'nothing was ever heard of it' : `last heard of at ${heard}`;
    return is('silent', `${what}${lastFault(fault)}`, silentFrom);
  }
  const staleFrom = later(swept?.endedAt ?? expectedSince, limits.staleHours);
  if (now.getTime() >= Date.parse(staleFrom)) {
    return is('stale', `${lastSweep(known)}${lastFault(fault)}`, staleFrom);
  }
  if (swept === null) return is('waiting', 'its first sweep has not ended yet', expectedSince);
  const refused = limitsRefusedIn(swept);
  const [limit] = refused;
  const noted = limit === undefined ? [] : [`limits unknown: ${limit.operation} denied`];
  const count = swept.gapCount - refused.length;
  const first = swept.gaps.find((gap) => !refused.includes(gap));
  const missing = [
    ...(count > 0 ? [gapsText(count, first)] : []),
    ...(swept.permissionsLeft > 0
      ? [`${String(swept.permissionsLeft)} launch permissions are still to be read`]
      : []),
  ];
  const since = swept.endedAt ?? swept.startedAt;
  return missing.length > 0
    ? is('partial', [...missing, ...noted].join('; '), since)
    : is('reporting', [`${String(swept.images)} images at ${since}`, ...noted].join('; '), since);
};

const NOT_EXPECTED: Readonly<Record<Exclude<CoverageEntry['expectation'], 'expected'>, string>> = {
  suspended: 'the account is suspended or being closed',
  disabled: 'the region is not enabled in the account',
  excluded: 'the settings leave the region out',
  gone: 'the account is not in the organisation any more',
};

const is = (status: CoverageStatus, why: string, since: string): Judged => ({ status, why, since });

const lastFault = (fault: CoverageFault | null): string =>
  fault === null ? '' : `; the last sweep failed with ${faultText(fault)}`;

const lastSweep = (known: KnownPlace | null): string => {
  const swept = known?.swept?.endedAt ?? null;
  const what = swept === null ? 'no sweep ever ended' : `last swept at ${swept}`;
  const sweeping = known?.sweeping ?? null;
  return sweeping === null ? what : `${what}; one that began at ${sweeping.startedAt} has not ended`;
};

const gapsText = (count: number, first: CoverageFault | undefined): string =>
  `${String(count)} could not be read${first === undefined ? '' : `, the first by ${first.operation}: ${first.code}`}`;

const latest = (one: string | null, other: string | null): string | null => {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) >= Date.parse(other) ? one : other;
};

const later = (at: string, hours: number): string => new Date(Date.parse(at) + hours * HOUR_MS).toISOString();

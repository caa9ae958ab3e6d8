import type { CoverageEntry } from '../../model/coverage.ts';
import { Fault } from '../../model/fault.ts';
import type { Organization, OrganizationAccount } from '../../model/organization.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Versioned } from '../../ports/inventory.ts';
import type { ListPlace } from '../../ports/sweep-list.ts';
import { hasAnswered } from '../coverage/answers.ts';
import { expectPlaces, type SeenAccount } from './expect-places.ts';
import { SIDE_BY_SIDE } from './side-by-side.ts';
import type { SurveyPorts } from './survey-ports.ts';

/**
 * What the state machine goes on with; its names are the machine's. `concurrency`: of workers. `answersNeeded`: of how many account-regions
 * it has to be known in the end how they are, refusals among them, for the sweep not to have failed.
 */
export interface SweepPlan {
  readonly sweep: string;
  readonly list: ListPlace;
  readonly accountRegions: number;
  readonly concurrency: number;
  readonly answersNeeded: number;
}

/** `since`: what was looked at from this instant on is left out; ISO 8601, null for none. */
interface SurveyRequest {
  readonly sweep: string;
  readonly since: string | null;
}

// One AssumeRole and one DescribeRegions each, all AssumeRole of one account and region: STS takes 600 a second.
const AT_ONCE = 20;

/**
 * Walks the organisation, keeps it, works out what account-regions are expected, and lists those that are to be swept: all that are
 * expected and let us in, those first that were longest not looked at. Can be repeated. Rejects with `Fault`.
 */
export const survey = async ({ sweep, since }: SurveyRequest, ports: SurveyPorts): Promise<SweepPlan> => {
  const organization = await readOrganization(ports);
  const known = await readBook(ports);
  const seen = await seeAccounts(organization.accounts, ports);
  const { regions, concurrency, toleratedFailurePercentage } = ports.settings;
  const at = ports.clock.now().toISOString();
  const entries = expectPlaces({ sweep, at, seen, regions, known: [...known.values()].map(valueOf) });
  await keep(entries, known, ports);
  const expected = entries.filter(({ expectation }) => expectation === 'expected');
  const refused = expected.filter(({ attempt }) => isRefusedNow(attempt, sweep));
  const items = expected
    .filter((entry) => !refused.includes(entry) && !isLookedAt(entry.attempt, since))
    .toSorted(byLastAttempt)
    .map(({ place }) => ({ ...place, sweep }));
  const list = await ports.lists.put(sweep, items);
  const tolerated = Math.floor((items.length * toleratedFailurePercentage) / 100);
  return {
    sweep,
    list,
    accountRegions: items.length,
    concurrency: Math.ceil(concurrency / SIDE_BY_SIDE),
    answersNeeded: refused.length + items.length - tolerated,
  };
};

const valueOf = <T>({ value }: Versioned<T>): T => value;

const isRefusedNow = (attempt: CoverageEntry['attempt'], sweep: string): boolean =>
  attempt?.sweep === sweep && attempt.fault !== null;

const isLookedAt = (attempt: CoverageEntry['attempt'], since: string | null): boolean =>
  since !== null && attempt !== null && hasAnswered(attempt, since);

/** By the day, so that the regions of an account stay together: a worker has a session for each account. */
const byLastAttempt = (one: CoverageEntry, other: CoverageEntry): number => {
  const keyOf = ({ attempt, place }: CoverageEntry): string =>
    `${attempt?.at.slice(0, 10) ?? ''} ${subjectKey(place)}`;
  return keyOf(one) < keyOf(other) ? -1 : 1;
};

/** The organisation of now, or, where it cannot be read, as it was last known: better an old list than none. */
const readOrganization = async ({
  organizations,
  inventory,
  telemetry,
}: SurveyPorts): Promise<Organization> => {
  try {
    const organization = await organizations.organization(null);
    await inventory.putOrganization(organization);
    return organization;
  } catch (fault) {
    const last = fault instanceof Fault ? await inventory.organization() : null;
    if (!(fault instanceof Fault) || last === null) throw fault;
    const message = `swept by the organisation of ${last.observedAt}: ${fault.message}`;
    telemetry.note({ kind: 'fault', where: 'survey', message, retryable: fault.retryable });
    return last;
  }
};

const readBook = async ({ book }: SurveyPorts): Promise<Map<string, Versioned<CoverageEntry>>> => {
  const known = new Map<string, Versioned<CoverageEntry>>();
  for await (const page of book.entries()) {
    for (const entry of page) known.set(subjectKey(entry.value.place), entry);
  }
  return known;
};

const seeAccounts = async (
  accounts: readonly OrganizationAccount[],
  { regions }: SurveyPorts,
): Promise<readonly SeenAccount[]> => {
  const see = async ({ account, active }: OrganizationAccount): Promise<SeenAccount> => {
    if (!active) return { kind: 'suspended', account };
    try {
      return { kind: 'open', account, regions: await regions.of(account) };
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      return { kind: 'closed', account, fault };
    }
  };
  const seen: SeenAccount[] = [];
  for (let first = 0; first < accounts.length; first += AT_ONCE) {
    seen.push(...(await Promise.all(accounts.slice(first, first + AT_ONCE).map(see))));
  }
  return seen;
};

/** Whoever wrote an entry meanwhile was a worker of an earlier sweep; the next survey sees what it wrote. */
const keep = async (
  entries: readonly CoverageEntry[],
  known: ReadonlyMap<string, Versioned<CoverageEntry>>,
  { book }: SurveyPorts,
): Promise<void> => {
  const changed = entries.flatMap((value) => {
    const old = known.get(subjectKey(value.place));
    const isSame = old !== undefined && JSON.stringify(old.value) === JSON.stringify(value);
    return isSame ? [] : [{ value, version: old?.version ?? 0 }];
  });
  await book.put(changed);
};

import { isTrouble, type Coverage } from '../../model/coverage.ts';
import type { AccountId } from '../../model/ids.ts';
import { type AccountRegion, subjectKey } from '../../model/subject.ts';
import type { DeployedPart, LookAtMember, MemberLook } from '../../ports/member-looks.ts';
import { sideBySide } from '../estate/side-by-side.ts';

/** How a deployment stands in one account and region. */
export interface DeployedPlace {
  readonly place: string;
  readonly coverage: Coverage;
  readonly readerRole: DeployedPart;
  readonly writerRole: DeployedPart;
  readonly rules: DeployedPart;
}

const NOT_EXPECTED = new Set<Coverage['status']>(['suspended', 'disabled', 'excluded', 'gone']);

/** The places of these members of which no coverage is kept: accounts that no sweep of the organisation has met yet. */
export const unplanned = (
  kept: readonly Coverage[],
  members: readonly AccountRegion[],
  now: Date,
): readonly Coverage[] => {
  const planned = new Set(kept.map(({ place }) => place.account));
  return members
    .filter(({ account }) => !planned.has(account))
    .map((place) => ({
      place,
      status: 'waiting',
      why: 'no sweep has met it yet',
      since: now.toISOString(),
      heardAt: null,
      sweptAt: null,
    }));
};

// Each look is a few requests of one account.
const AT_ONCE = 8;

/** Looks at each place that is expected to report: by its coverage, and by `look`, which goes into the account. In the order of places. */
export const deployedPlaces = async (
  all: readonly Coverage[],
  look: LookAtMember,
): Promise<readonly DeployedPlace[]> => {
  const looks = new Map<AccountId, Promise<MemberLook>>();
  const expected = all
    .filter(({ status }) => !NOT_EXPECTED.has(status))
    .toSorted((a, b) => (subjectKey(a.place) < subjectKey(b.place) ? -1 : 1));
  return sideBySide(expected, AT_ONCE, async (coverage) => {
    const { account, region } = coverage.place;
    const looking = looks.get(account) ?? look(account);
    looks.set(account, looking);
    const { readerRole, writerRole, rules } = await looking;
    return {
      place: subjectKey(coverage.place),
      coverage,
      readerRole: readerRole.kind === 'unknown' ? byAttempt(coverage, readerRole) : readerRole,
      writerRole,
      rules: await rules(region),
    };
  });
};

/** The service takes the reader role with each sweep: what it met says whether it may. */
const byAttempt = ({ status, why, sweptAt }: Coverage, part: DeployedPart): DeployedPart => {
  if (status === 'denied' || status === 'never-enrolled') return { kind: 'missing', why };
  return sweptAt === null ? part : { kind: 'there' };
};

/** Whether anything is known to be missing of a place. */
export const isAmiss = ({ coverage, readerRole, writerRole, rules }: DeployedPlace): boolean =>
  isTrouble(coverage.status) || [readerRole, writerRole, rules].some(({ kind }) => kind === 'missing');

/** Whether nobody can tell of some part of a place. */
export const isUnsure = ({ readerRole, writerRole, rules }: DeployedPlace): boolean =>
  [readerRole, writerRole, rules].some(({ kind }) => kind === 'unknown');

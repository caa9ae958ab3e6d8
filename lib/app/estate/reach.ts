import type { Organization } from '../../model/organization.ts';
import type { Principal } from '../../model/principal.ts';
import { accountIn, isMember, unitHoldsAccount, unitHoldsUnit } from '../../policy/membership.ts';
import type { Target } from './target.ts';

/**
 * How a grant lets somebody in. `named`: it names them. `covered`: it names what they belong to, or everybody. `part`: it names only
 * somebody who belongs to them.
 */
export type How = 'named' | 'covered' | 'part';

/** The grant by which an image reaches somebody. */
export interface Reach {
  readonly how: How;
  readonly principal: Principal;
}

const ORDER: readonly How[] = ['named', 'covered', 'part'];

/** The grants of an image by which it reaches somebody, the most direct first; none: it does not, as far as the organisation tells. */
export const reachesOf = (
  principals: readonly Principal[],
  target: Target,
  organization: Organization | null,
): readonly Reach[] =>
  principals
    .flatMap((principal): readonly Reach[] => {
      const how = howOf(principal, target, organization);
      return how === null ? [] : [{ how, principal }];
    })
    .toSorted((a, b) => ORDER.indexOf(a.how) - ORDER.indexOf(b.how));

const howOf = (principal: Principal, target: Target, organization: Organization | null): How | null => {
  if (principal.kind === 'public') return target.kind === 'public' ? 'named' : 'covered';
  switch (target.kind) {
    case 'public':
      return null;
    case 'account':
      return ofAccount(principal, target.account, organization);
    case 'organization':
      return ofOrganization(principal, target.organization, organization);
    case 'unit':
      return ofUnit(principal, target.unit, organization);
  }
};

type Closed = Exclude<Principal, { kind: 'public' }>;

const ofAccount = (principal: Closed, account: string, organization: Organization | null): How | null => {
  if (principal.kind === 'account') return principal.account === account ? 'named' : null;
  if (organization === null) return null;
  if (principal.kind === 'organization') {
    return principal.organization === organization.id && isMember(organization, account) ? 'covered' : null;
  }
  const known = accountIn(organization, account);
  return known !== null && unitHoldsAccount(principal.unit, known) ? 'covered' : null;
};

const ofOrganization = (principal: Closed, id: string, organization: Organization | null): How | null => {
  if (principal.kind === 'organization') return principal.organization === id ? 'named' : null;
  if (principal.kind === 'unit') return principal.organization === id ? 'part' : null;
  return organization?.id === id && isMember(organization, principal.account) ? 'part' : null;
};

const ofUnit = (principal: Closed, unit: string, organization: Organization | null): How | null => {
  if (principal.kind === 'unit') {
    if (principal.unit === unit) return 'named';
    if (organization === null) return null;
    if (unitHoldsUnit(organization, principal.unit, unit)) return 'covered';
    return unitHoldsUnit(organization, unit, principal.unit) ? 'part' : null;
  }
  if (organization === null) return null;
  const isOurs = organization.units.some((one) => one.unit === unit);
  if (principal.kind === 'organization') {
    return isOurs && principal.organization === organization.id ? 'covered' : null;
  }
  const known = accountIn(organization, principal.account);
  return known !== null && unitHoldsAccount(unit, known) ? 'part' : null;
};

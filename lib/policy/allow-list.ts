import type { Organization } from '../model/organization.ts';
import type { AllowList } from '../model/parameters.ts';
import type { Principal } from '../model/principal.ts';
import type { SubjectRef } from '../model/subject.ts';
import { accountIn, isMember, unitHoldsAccount, unitHoldsUnit } from './membership.ts';

/** Whose image it is. */
interface Owner {
  readonly ref: SubjectRef;
  readonly organization: Organization;
}

/**
 * Whether an allow list holds a principal. `self` is our organisation with all its accounts and units; an account of a foreign
 * organisation must be listed itself, for nobody can see whose it is. Group `all` is another rule's business.
 */
export const isAllowed = (principal: Principal, allow: AllowList, { ref, organization }: Owner): boolean => {
  const allowsSelf = allow.organizations.some((id) => id === 'self' || id === organization.id);
  const allows = (id: string): boolean =>
    id === organization.id ? allowsSelf : allow.organizations.includes(id);
  switch (principal.kind) {
    case 'public':
      // The business of public-sharing.
      return true;
    case 'account': {
      if (principal.account === ref.account || allow.accounts.includes(principal.account)) return true;
      if (allowsSelf && isMember(organization, principal.account)) return true;
      const member = accountIn(organization, principal.account);
      return member !== null && allow.units.some((unit) => unitHoldsAccount(unit, member));
    }
    case 'organization':
      return allows(principal.organization);
    case 'unit':
      if (allows(principal.organization)) return true;
      return allow.units.some((unit) => unitHoldsUnit(organization, unit, principal.unit));
  }
};

/** A principal in words, with the names that the organisation has for it. */
export const describePrincipal = (principal: Principal, organization: Organization): string => {
  switch (principal.kind) {
    case 'public':
      return 'everybody';
    case 'account': {
      const member = accountIn(organization, principal.account);
      if (member !== null) return `account ${principal.account} (${member.name})`;
      const outside = isMember(organization, principal.account) ? '' : ' outside the organisation';
      return `account ${principal.account}${outside}`;
    }
    case 'organization':
      return `organisation ${principal.organization}`;
    case 'unit': {
      const unit = organization.units.find((candidate) => candidate.unit === principal.unit);
      return unit === undefined
        ? `unit ${principal.unit} of ${principal.organization}`
        : `unit ${unit.path} (${unit.unit})`;
    }
  }
};

import type { ImageRef } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import type { AllowList } from '../../model/policy.ts';
import type { Principal } from '../../model/principal.ts';
import { accountIn, isMember, unitHoldsAccount, unitHoldsUnit } from '../membership.ts';
import type { RuleDefinition } from '../rule.ts';

interface Subject {
  readonly ref: ImageRef;
  readonly organization: Organization;
}

/**
 * Fails for each account, organisation or unit that the allow list does not hold. `self` is our organisation with all its
 * accounts and units; an account of a foreign organisation must be listed itself, for nobody can see whose it is.
 */
export const sharing: RuleDefinition<'sharing', 'launchPermission'> = {
  id: 'sharing',
  why: 'A share outlives its reason: who may launch an image may copy it, and no AWS policy can tell an approved target from another.',
  holds: 'Everyone whom the image is shared with is on the allow list.',
  severity: 'high',
  reads: ['launchPermission'],
  defaults: { kind: 'sharing', allow: { accounts: [], organizations: [], units: [] } },
  remediation: { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' },
  check: ({ allow }, { launchPermission }, subject) => ({
    kind: 'judged',
    failures: launchPermission
      .filter((principal) => !isAllowed(principal, allow, subject))
      .map((principal) => ({
        detail: { kind: 'principal', principal },
        reason: `The image is shared with ${describe(principal, subject)}, which the allow list does not hold.`,
      })),
  }),
};

const isAllowed = (principal: Principal, allow: AllowList, { ref, organization }: Subject): boolean => {
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

const describe = (principal: Principal, { organization }: Subject): string => {
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

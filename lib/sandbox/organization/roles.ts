import type { Role } from '../identity/role.ts';
import type { SandboxOrganization } from './organization.ts';
import { templateRoles, type RoleLandscape } from './template-roles.ts';

/** How the roles of this project are deployed. */
export type Enrolment = Pick<
  RoleLandscape,
  | 'templates'
  | 'stage'
  | 'externalId'
  | 'slackTokenParameter'
  | 'slackSigningSecretParameter'
  | 'bindsResources'
>;

/**
 * All roles that an organisation begins with: those of our templates in the hub and in every member, and the
 * `OrganizationAccountAccessRole` that AWS gives every account, by which the management account may do anything there.
 */
export const organizationRoles = (
  organization: SandboxOrganization,
  enrolment: Enrolment,
): readonly Role[] => {
  const members = organization.accounts().map(({ account }) => account);
  const [region] = organization.regions;
  if (region === undefined) throw new Error('an organisation has at least one region');
  const administrators = members.map((account): Role => ({
    account,
    name: 'OrganizationAccountAccessRole',
    trusted: [organization.management],
    externalId: null,
    organization: null,
    actions: ['*'],
  }));
  const ours = templateRoles({
    ...enrolment,
    hub: organization.hub,
    region,
    organizationId: organization.id,
    members,
  });
  return [...ours, ...administrators];
};

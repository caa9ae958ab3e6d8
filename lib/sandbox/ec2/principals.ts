import type { CreateVolumePermission, LaunchPermission } from '@aws-sdk/client-ec2';
import { AccountId, OrganizationId, UnitId } from '../../model/ids.ts';
import type { Principal } from '../../model/principal.ts';
import { AwsError } from '../wire/service.ts';
import { isAccountId } from './refusals.ts';
import type { VolumePrincipal } from './snapshot.ts';

// Organizations API reference, the patterns of Organization.Arn and OrganizationalUnit.Arn.
const ORGANIZATION_ARN = /^arn:aws[a-z-]*:organizations::\d{12}:organization\/(o-[a-z0-9]{10,32})$/;
const UNIT_ARN =
  /^arn:aws[a-z-]*:organizations::\d{12}:ou\/(o-[a-z0-9]{10,32})\/(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;

const invalidItem = (value: string, item: string): AwsError =>
  new AwsError(
    'InvalidAMIAttributeItemValue',
    `Invalid attribute item value "${value}" for ${item} item type.`,
  );

const accountPrincipal = (account: string): VolumePrincipal => {
  if (!isAccountId(account)) throw invalidItem(account, 'userId');
  return { kind: 'account', account: AccountId.parse(account) };
};

const publicPrincipal = (group: string): VolumePrincipal => {
  if (group !== 'all') throw invalidItem(group, 'group');
  return { kind: 'public' };
};

const organizationPrincipal = (arn: string): Principal => {
  const id = ORGANIZATION_ARN.exec(arn)?.[1];
  if (id === undefined) throw invalidItem(arn, 'organizationArn');
  return { kind: 'organization', organization: OrganizationId.parse(id), arn };
};

const unitPrincipal = (arn: string): Principal => {
  const match = UNIT_ARN.exec(arn);
  if (match === null) throw invalidItem(arn, 'organizationalUnitArn');
  return {
    kind: 'unit',
    organization: OrganizationId.parse(match[1]),
    unit: UnitId.parse(match[2]),
    arn,
  };
};

/** The principals that one entry of a request names; throws InvalidAMIAttributeItemValue. */
export const principalsOf = (entry: LaunchPermission): readonly Principal[] => [
  ...(entry.Group === undefined ? [] : [publicPrincipal(entry.Group)]),
  ...(entry.UserId === undefined ? [] : [accountPrincipal(entry.UserId)]),
  ...(entry.OrganizationArn === undefined ? [] : [organizationPrincipal(entry.OrganizationArn)]),
  ...(entry.OrganizationalUnitArn === undefined ? [] : [unitPrincipal(entry.OrganizationalUnitArn)]),
];

/** The same of a snapshot's permission, which knows accounts and everybody only. */
export const volumePrincipalsOf = (entry: CreateVolumePermission): readonly VolumePrincipal[] => [
  ...(entry.Group === undefined ? [] : [publicPrincipal(entry.Group)]),
  ...(entry.UserId === undefined ? [] : [accountPrincipal(entry.UserId)]),
];

export const launchPermissionOf = (principal: Principal): LaunchPermission => {
  switch (principal.kind) {
    case 'public':
      return { Group: 'all' };
    case 'account':
      return { UserId: principal.account };
    case 'organization':
      return { OrganizationArn: principal.arn };
    case 'unit':
      return { OrganizationalUnitArn: principal.arn };
  }
};

export const volumePermissionOf = (principal: VolumePrincipal): CreateVolumePermission =>
  principal.kind === 'public' ? { Group: 'all' } : { UserId: principal.account };

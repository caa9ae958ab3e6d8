import type { LaunchPermission } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { AccountId, OrganizationId, UnitId } from '../model/ids.ts';
import type { Principal } from '../model/principal.ts';

const unknownShape = (permission: LaunchPermission): Fault =>
  new Fault(
    'DescribeImageAttribute',
    'UnknownShape',
    `a launch permission that we do not understand: ${JSON.stringify(permission)}`,
    { retryable: false },
  );

// arn:aws:organizations::<management account>:organization/o-… and :ou/o-…/ou-… (AWS Organizations, "ARN formats")
const ORGANIZATION = /^arn:[^:]+:organizations::\d{12}:organization\/([^/]+)$/;
const UNIT = /^arn:[^:]+:organizations::\d{12}:ou\/([^/]+)\/([^/]+)$/;

const organization = (permission: LaunchPermission, arn: string): Principal => {
  const id = OrganizationId.safeParse(ORGANIZATION.exec(arn)?.[1]);
  if (!id.success) throw unknownShape(permission);
  return { kind: 'organization', organization: id.data, arn };
};

const unit = (permission: LaunchPermission, arn: string): Principal => {
  const match = UNIT.exec(arn);
  const id = OrganizationId.safeParse(match?.[1]);
  const unitId = UnitId.safeParse(match?.[2]);
  if (!id.success || !unitId.success) throw unknownShape(permission);
  return { kind: 'unit', organization: id.data, unit: unitId.data, arn };
};

/**
 * The principal behind one entry of DescribeImageAttribute's `launchPermission`. Throws a `Fault` of code `UnknownShape`
 * for all else, and for an entry with two members: leaving one out would let a grant pass unseen.
 */
export const principalOf = (permission: LaunchPermission): Principal => {
  const given = Object.values(permission).filter((value) => value !== undefined);
  if (given.length !== 1) throw unknownShape(permission);
  if (permission.Group === 'all') return { kind: 'public' };
  if (permission.OrganizationArn !== undefined) return organization(permission, permission.OrganizationArn);
  if (permission.OrganizationalUnitArn !== undefined)
    return unit(permission, permission.OrganizationalUnitArn);
  const account = AccountId.safeParse(permission.UserId);
  if (!account.success) throw unknownShape(permission);
  return { kind: 'account', account: account.data };
};

/** The entry of ModifyImageAttribute's `LaunchPermission.Add` or `.Remove` that names this principal alone. */
export const permissionOf = (principal: Principal): LaunchPermission => {
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

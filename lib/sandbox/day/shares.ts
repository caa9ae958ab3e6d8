import { ModifyImageAttributeCommand, type LaunchPermission } from '@aws-sdk/client-ec2';
import { known, type DayContext } from './day-step.ts';

const UNIT_ARN = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/';

/** Principals as the requests of the day name them. */
export const EVERYBODY: LaunchPermission = { Group: 'all' };
export const PARTNER: LaunchPermission = { UserId: '444455556666' };
export const STRANGER: LaunchPermission = { UserId: '012345678901' };
export const COLLEAGUE: LaunchPermission = { UserId: '222233334444' };
export const COLLEAGUE_DEV = { UserId: '555566667777' };
export const OWN_ORGANIZATION: LaunchPermission = {
  OrganizationArn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
};
export const PARTNER_ORGANIZATION: LaunchPermission = {
  OrganizationArn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
};
export const PROD_UNIT: LaunchPermission = { OrganizationalUnitArn: `${UNIT_ARN}ou-ab12-prod0001` };
export const FOREIGN_UNIT: LaunchPermission = {
  OrganizationalUnitArn: 'arn:aws:organizations::000000000042:ou/o-strangers1/ou-zz99-unknown1',
};

/** Grants launch permission in a region, as the offender or the honest colleague would. */
export const shareIn = (
  region: string,
  day: DayContext,
  account: string,
  image: string,
  ...Add: LaunchPermission[]
): Promise<unknown> =>
  day
    .ec2(account, region)
    .send(new ModifyImageAttributeCommand({ ImageId: known(day, image), LaunchPermission: { Add } }));

/** Grants launch permission in us-east-1. */
export const share = (
  day: DayContext,
  account: string,
  image: string,
  ...Add: LaunchPermission[]
): Promise<unknown> => shareIn('us-east-1', day, account, image, ...Add);

export const unshare = (
  day: DayContext,
  account: string,
  image: string,
  ...Remove: LaunchPermission[]
): Promise<unknown> =>
  day
    .ec2(account)
    .send(new ModifyImageAttributeCommand({ ImageId: known(day, image), LaunchPermission: { Remove } }));

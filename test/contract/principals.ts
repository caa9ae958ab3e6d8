import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { Principal } from '../../lib/model/principal.ts';

/** Whom the contracts share images with: every kind there is. */
export const everybody: Principal = { kind: 'public' };
export const sibling: Principal = { kind: 'account', account: AccountId.parse('333344445555') };
export const partner: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
export const organization: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-exampleorg1'),
  arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
};
export const unit: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-exampleorg1'),
  unit: UnitId.parse('ou-ab12-prod0001'),
  arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
};

import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { Principal } from '../../lib/model/principal.ts';

const MANAGEMENT = '123456789012';
const account = (id: string): Principal => ({ kind: 'account', account: AccountId.parse(id) });
const organization = (id: string, management: string): Principal => ({
  kind: 'organization',
  organization: OrganizationId.parse(id),
  arn: `arn:aws:organizations::${management}:organization/${id}`,
});
const unit = (owner: string, id: string, management: string): Principal => ({
  kind: 'unit',
  organization: OrganizationId.parse(owner),
  unit: UnitId.parse(id),
  arn: `arn:aws:organizations::${management}:ou/${owner}/${id}`,
});

/** Whom images are shared with: all four kinds, members, partners and strangers. */
export const PRINCIPALS: readonly Principal[] = [
  { kind: 'public' },
  account('012345678901'),
  account('444455556666'),
  account('777788889999'),
  account('222233334444'),
  organization('o-exampleorg1', MANAGEMENT),
  organization('o-partner1234', '888877776666'),
  organization('o-stranger999', '111111111111'),
  unit('o-exampleorg1', 'ou-ab12-workl001', MANAGEMENT),
  unit('o-exampleorg1', 'ou-ab12-sandb001', MANAGEMENT),
  unit('o-stranger999', 'ou-zz99-stranger', '111111111111'),
];

import { AccountId, OrganizationId, UnitId } from '../../model/ids.ts';
import type { Organization } from '../../model/organization.ts';
import type { Principal } from '../../model/principal.ts';

/** `public`, an account id, `o-…`, `ou-…` of the own organisation, or `o-…/ou-…` of another. */
export const toPrincipal = (text: string, organization: Organization): Principal => {
  if (text === 'public') return { kind: 'public' };
  if (/^\d/.test(text)) return { kind: 'account', account: AccountId.parse(text) };
  const [first = '', second] = text.split('/');
  const prefix = `arn:aws:organizations::${organization.managementAccount}`;
  if (second === undefined && first.startsWith('o-')) {
    const id = OrganizationId.parse(first);
    return { kind: 'organization', organization: id, arn: `${prefix}:organization/${id}` };
  }
  const owner = second === undefined ? organization.id : OrganizationId.parse(first);
  const unit = UnitId.parse(second ?? first);
  return { kind: 'unit', organization: owner, unit, arn: `${prefix}:ou/${owner}/${unit}` };
};

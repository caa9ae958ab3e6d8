import * as fc from 'fast-check';
import type { EvaluationInput } from '../../lib/model/finding.ts';
import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { Fact } from '../../lib/model/image.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { FACTS } from '../../lib/policy/source/facts.ts';
import { exampleOrganization } from '../cases/organization.ts';

/** Every group of facts that rules read, as a sweep asks for them. */
export const ALL: readonly Fact[] = FACTS;
/** The instant of every law that does not name its own. */
export const NOW = new Date('2026-09-01T12:00:00.000Z');
/** The accounts of the example organisation. */
export const MEMBERS = exampleOrganization.accounts.map(({ account }) => String(account));
/** Accounts that are none of the organisation. */
export const STRANGERS = ['012345678901', '888877776666', '444455556666'];

/** The bundle of a policy that must be in order. */
export const compile = (text: string): PolicyBundle => {
  const compiled = compilePolicy([{ name: 'p.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

export const account = (id: string): Principal => ({ kind: 'account', account: AccountId.parse(id) });
const organization = (id: string): Principal => ({
  kind: 'organization',
  organization: OrganizationId.parse(id),
  arn: `arn:aws:organizations::123456789012:organization/${id}`,
});
const unit = (owner: string, id: string): Principal => ({
  kind: 'unit',
  organization: OrganizationId.parse(owner),
  unit: UnitId.parse(id),
  arn: `arn:aws:organizations::123456789012:ou/${owner}/${id}`,
});

const anyPrincipal: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant<Principal>({ kind: 'public' }),
  fc.constantFrom(...MEMBERS, ...STRANGERS).map(account),
  fc.constantFrom('o-exampleorg1', 'o-partner1234', 'o-stranger999').map(organization),
  fc
    .constantFrom(...exampleOrganization.units.map((one) => String(one.unit)))
    .map((id) => unit('o-exampleorg1', id)),
  fc.constant(unit('o-stranger999', 'ou-zz99-stranger')),
);
export const launchPermission = fc.uniqueArray(anyPrincipal, { selector: principalKey, maxLength: 10 });

/** A question to evaluate; what is left out is ordinary. */
export const input = (
  over: Pick<EvaluationInput, 'state' | 'policy'> & Partial<EvaluationInput>,
): EvaluationInput => ({
  organization: exampleOrganization,
  touched: ALL,
  firstSeen: new Map(),
  grants: new Map(),
  now: NOW,
  ...over,
});

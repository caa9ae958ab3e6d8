import { AccountId, OrganizationId, UnitId } from '../../model/ids.ts';
import type { Organization } from '../../model/organization.ts';
import { accountIn } from '../../policy/membership.ts';

/** Somebody whom images may be shared with. */
export type Target =
  | { readonly kind: 'public' }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'organization'; readonly organization: OrganizationId }
  | { readonly kind: 'unit'; readonly unit: UnitId };

/** What a word may name, for people. */
const TARGET_FORMS = 'public, self, an account id, o-…, ou-…, or the path of a unit (Root/…)';

/** Whom a word names: `self` and paths of units by the organisation; the problem in a sentence when it names nobody. */
export const targetOf = (
  word: string,
  organization: Organization | null,
): { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly problem: string } => {
  if (word === 'public') return named({ kind: 'public' });
  const account = AccountId.safeParse(word);
  if (account.success) return named({ kind: 'account', account: account.data });
  const id = OrganizationId.safeParse(word);
  if (id.success) return named({ kind: 'organization', organization: id.data });
  const unit = UnitId.safeParse(word);
  if (unit.success) return named({ kind: 'unit', unit: unit.data });
  if (word === 'self' && organization !== null) {
    return named({ kind: 'organization', organization: organization.id });
  }
  const below = organization?.units.find(({ path }) => path === word);
  if (below !== undefined) return named({ kind: 'unit', unit: below.unit });
  return { ok: false, problem: problemOf(word, organization) };
};

const problemOf = (word: string, organization: Organization | null): string => {
  if (word !== 'self' && !word.startsWith('Root/'))
    return `${JSON.stringify(word)}: expected ${TARGET_FORMS}`;
  return organization === null
    ? `${word} can't be told: the organisation was never read; \`scan --org\` reads it`
    : `${word}: ${organization.id} has no such unit, as it was read at ${organization.observedAt}`;
};

const named = (target: Target): { readonly ok: true; readonly target: Target } => ({ ok: true, target });

/** Whether it is known who belongs to a target: of an organisation that is not ours nobody tells. */
export const knowsMembersOf = (target: Target, organization: Organization | null): boolean => {
  if (target.kind === 'public') return true;
  if (organization === null) return false;
  if (target.kind === 'organization') return target.organization === organization.id;
  if (target.kind === 'unit') return organization.units.some(({ unit }) => unit === target.unit);
  return (
    target.account === organization.managementAccount || accountIn(organization, target.account) !== null
  );
};

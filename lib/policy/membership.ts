import type { Organization, OrganizationAccount } from '../model/organization.ts';

/** `Root/Workloads` holds itself and all below it; `Root/Work` holds nothing of it. */
const pathHolds = (unit: string, path: string): boolean => path === unit || path.startsWith(`${unit}/`);

// An organisation may have 10,000 accounts, and is asked for several of them with every image.
const indexes = new WeakMap<Organization['accounts'], ReadonlyMap<string, OrganizationAccount>>();

/** The account as the organisation has it, or null for one outside of it (or newer than the organisation's last reading). */
export const accountIn = ({ accounts }: Organization, account: string): OrganizationAccount | null =>
  (indexes.get(accounts) ?? index(accounts)).get(account) ?? null;

const index = (accounts: Organization['accounts']): ReadonlyMap<string, OrganizationAccount> => {
  const made = new Map(accounts.map((one) => [String(one.account), one]));
  indexes.set(accounts, made);
  return made;
};

/** Whether the account is a member, the management account included. */
export const isMember = (organization: Organization, account: string): boolean =>
  account === organization.managementAccount || accountIn(organization, account) !== null;

/** Whether a unit, given by id or path, is above the account at any height. */
export const unitHoldsAccount = (unit: string, account: OrganizationAccount): boolean =>
  account.units.some((candidate) => candidate === unit) || pathHolds(unit, account.path);

/** Whether a unit, given by id or path, is the other one or above it. Of a foreign unit only its id is known. */
export const unitHoldsUnit = (organization: Organization, unit: string, below: string): boolean => {
  if (unit === below) return true;
  const inner = organization.units.find((candidate) => candidate.unit === below);
  if (inner === undefined) return false;
  const outer = organization.units.find((candidate) => candidate.unit === unit);
  return pathHolds(outer?.path ?? unit, inner.path);
};

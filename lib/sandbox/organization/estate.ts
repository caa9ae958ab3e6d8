import type { AccountId, OrganizationId, Region, UnitId } from '../../model/ids.ts';

/** One account as the estate begins; `parent` is the root's or a unit's id. */
export interface EstateAccount {
  readonly account: AccountId;
  readonly name: string;
  readonly parent: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly active: boolean;
}

export interface EstateUnit {
  readonly unit: UnitId;
  readonly name: string;
  readonly parent: string;
}

/** Another organisation, of which only its members are known. */
export interface ForeignOrganization {
  readonly id: OrganizationId;
  readonly management: AccountId;
  readonly accounts: readonly AccountId[];
}

/** What the sandbox begins with. The first account owns the generated images, and the first region is the hub's. */
export interface Estate {
  readonly id: OrganizationId;
  readonly root: string;
  readonly management: AccountId;
  readonly hub: AccountId;
  /** Accounts that may read the organisation beside the management account. */
  readonly delegated: readonly AccountId[];
  readonly units: readonly EstateUnit[];
  /** All members, the management account included, which is the last of them. */
  readonly accounts: readonly EstateAccount[];
  readonly regions: readonly Region[];
  readonly foreign: readonly ForeignOrganization[];
}

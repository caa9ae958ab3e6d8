import type { AccountId, OrganizationId, UnitId } from './ids.ts';

/** One account with the units above it, nearest first, the root left out; `path` is `Root/Workloads/Prod`. */
export interface OrganizationAccount {
  readonly account: AccountId;
  readonly name: string;
  readonly active: boolean;
  readonly units: readonly UnitId[];
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OrganizationUnit {
  readonly unit: UnitId;
  readonly name: string;
  readonly path: string;
}

/** The organisation as AWS Organizations told it at `observedAt`. */
export interface Organization {
  readonly id: OrganizationId;
  readonly managementAccount: AccountId;
  readonly observedAt: string;
  readonly accounts: readonly OrganizationAccount[];
  readonly units: readonly OrganizationUnit[];
}

import type { AccountId, Region } from '../model/ids.ts';

/** A region as an account has it. `byDefault`: every account has it, without opting in. */
export interface RegionState {
  readonly region: Region;
  readonly enabled: boolean;
  readonly byDefault: boolean;
}

/** The regions that there are, as each account has them. */
export interface AccountRegions {
  /** Of an account of the organisation. Rejects with `Fault` when it does not let us in. */
  of(account: AccountId): Promise<readonly RegionState[]>;
}

import type { Principal } from '../../model/principal.ts';
import type { Kept } from './ledger.ts';

/** Who may make volumes of a snapshot: accounts, or everybody. */
export type VolumePrincipal = Extract<Principal, { kind: 'public' | 'account' }>;

export interface StoredSnapshot extends Kept {
  readonly state: 'pending' | 'completed' | 'error';
  readonly tier: 'standard' | 'archive';
  readonly sizeGiB: number;
  readonly volume: string;
  readonly description: string;
  /** The key's ARN; null when unencrypted. */
  readonly kmsKey: string | null;
  readonly startedAt: Date;
  readonly completedAt: Date | null;
  readonly permission: readonly VolumePrincipal[];
  readonly tags: Readonly<Record<string, string>>;
}

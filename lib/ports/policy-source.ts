import type { PolicyBundle } from '../model/policy.ts';

/** The policy in force. A new one that does not validate is refused, and the last good one stays; rejects with `Fault` when there is none. */
export interface PolicySource {
  policy(): Promise<PolicyBundle>;
}

import type { PolicyBundle } from '../model/policy.ts';

/** The policy in force. A new one that does not validate is refused, and the last good one stays; rejects with `Fault` when there is none. */
export interface PolicySource {
  policy(): Promise<PolicyBundle>;
}

/** A policy that was put in place and refused. `id` tells its versions apart; `where` is `bucket/key`. */
export interface PolicyRefusal {
  readonly id: string;
  readonly where: string;
  readonly problem: string;
}

/** A source that also says whether what lies there now was refused; null when it is in force. Rejects with `Fault` when it cannot be read. */
export interface WatchedPolicySource extends PolicySource {
  refusal(): Promise<PolicyRefusal | null>;
}

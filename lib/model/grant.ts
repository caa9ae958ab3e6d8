import type { Asker } from './asker.ts';
import type { Severity } from './words.ts';

/**
 * A person's waiver of one finding. It covers that finding and no other until `until` (ISO 8601), that instant left out. `entry`:
 * the journal's entry of it.
 */
export interface Grant {
  readonly until: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly by: Asker;
  readonly entry: string;
}

/**
 * A person's wish to hear no more of one finding before `until` (ISO 8601), unless it gets worse. `severity` and `failure` (why
 * the last remediation failed, null when none did) are as they were then: what is worse is told by them. `entry`: the journal's.
 */
export interface Mute {
  readonly until: string;
  readonly by: Asker;
  readonly entry: string;
  readonly severity: Severity;
  readonly failure: string | null;
}

import type { Evaluation } from '../../model/finding.ts';
import type { SweepRecord } from '../../model/inventory.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { EstateReader } from '../../ports/estate-reader.ts';
import type { Inventory } from '../../ports/inventory.ts';
import type { QuotaReader } from '../../ports/quota-reader.ts';
import type { GuardPorts } from '../guard-ports.ts';

/** How far a sweep is. `left` and `secondsLeft` are of launch permissions and other reads of one image each; null as long as nobody can tell. */
export interface SweepProgress {
  readonly place: AccountRegion;
  readonly stage: 'listing' | 'reading' | 'judging' | 'done';
  readonly images: number;
  readonly done: number;
  readonly left: number | null;
  readonly secondsLeft: number | null;
}

/** What a sweep needs beside what judging one image does. */
export interface SweepPorts extends GuardPorts {
  readonly estate: EstateReader;
  readonly inventory: Inventory;
  readonly quotas: QuotaReader;
  /** Waits; real time even where the clock is not. */
  pause(ms: number): Promise<void>;
  progress(note: SweepProgress): void;
}

/** What becomes of what a sweep judges. `service`: journal and plans, the same as of an event. `report`: the evaluations and nothing else. */
export type SweepJudge =
  { readonly kind: 'service' } | { readonly kind: 'report'; readonly take: (evaluation: Evaluation) => void };

/**
 * `id`: of the whole sweep, also when it is continued. `until`: stop cleanly before this; null to go on to the end. `share`:
 * of EC2's token buckets, above 0 and at most 1.
 */
export interface SweepRequest {
  readonly place: AccountRegion;
  readonly id: string;
  readonly until: Date | null;
  readonly share: number;
  readonly judge: SweepJudge;
}

/** `done`: false when it stopped at `until`; the same request again goes on. */
export interface SweepReport {
  readonly record: SweepRecord;
  readonly done: boolean;
}

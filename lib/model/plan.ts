import type { ActionName } from './words.ts';
import type { ImageRef } from './image.ts';
import type { Principal } from './principal.ts';

/**
 * One write, as data. `remove` names only principals that stand in a finding; `add` is used by a rollback alone.
 * `findings` are the ids that justify it.
 */
export interface Action {
  readonly action: ActionName | 'rollback';
  readonly rule: string;
  readonly remove: readonly Principal[];
  readonly add: readonly Principal[];
  readonly findings: readonly string[];
  readonly limitPerHour: number | null;
}

/** What is to be done to one image and why. `id` is the SHA-256 (16 hex digits) of its content: the same plan has the same id. */
export interface Plan {
  readonly id: string;
  readonly ref: ImageRef;
  readonly policyHash: string;
  readonly observedAt: string;
  readonly actions: readonly Action[];
}

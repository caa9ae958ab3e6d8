import type { Evaluation } from '../../model/finding.ts';
import type { AnyFact, Datum } from '../../model/image.ts';
import type { KeyFacts } from '../../model/key-facts.ts';
import type { Organization } from '../../model/organization.ts';
import type { Write } from '../../model/plan.ts';
import type { ActionContext } from '../actions/action-context.ts';

/** What the next step of something longer is told beside what every action is. */
export interface StepContext extends ActionContext {
  readonly evaluation: Pick<Evaluation, 'verdicts' | 'findings'>;
  readonly organization: Organization;
  readonly key: Datum<KeyFacts>;
  /** Why earlier copies failed, oldest first, since a person last had a say; null where AWS did not tell. */
  readonly failures: readonly (string | null)[];
  /** How many copies were begun before, in all and since a person last had a say. */
  readonly begun: number;
  readonly begunLately: number;
  /** When the last one was begun (ISO 8601), unless it was taken away since; null for none. */
  readonly begunAt: string | null;
}

/**
 * The next step. `look`: what has to be known first, the key or facts. `write`: `last` when the finding is answered by it; `note` is
 * what people are to know of it. `wait`: it is under way; `refuse`: it is not done, and why. `again`: seconds until another look;
 * null when only a change will tell.
 */
export type Step =
  | { readonly kind: 'look'; readonly facts: readonly AnyFact[]; readonly key: boolean }
  | {
      readonly kind: 'write';
      readonly name: 'copy' | 'remove' | 'grant' | 'retire' | 'prepare' | 'deregister';
      readonly writes: readonly Write[];
      readonly note: string | null;
      readonly last: boolean;
      /** Seconds after which what is left of it is due; absent for nothing. */
      readonly due?: number;
    }
  | { readonly kind: 'wait'; readonly reason: string; readonly again: number | null }
  | { readonly kind: 'refuse'; readonly reason: string; readonly again: number | null };

export const refuse = (reason: string, again: number | null): Step => ({ kind: 'refuse', reason, again });
export const wait = (reason: string, again: number | null): Step => ({ kind: 'wait', reason, again });

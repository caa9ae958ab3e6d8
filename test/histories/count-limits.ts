import type { Action, Plan } from '../../lib/model/plan.ts';
import { subjectKey } from '../../lib/model/subject.ts';
import type { LimitTake } from '../../lib/ports/journal.ts';

/** A change that the policy made, and when its plan was taken from the limits. */
export interface Counted {
  readonly plan: Plan;
  readonly action: Action;
  readonly at: string;
  readonly takes: readonly LimitTake[];
}

/** Counts what was changed, by itself, and holds it against the widest limit that was asked of in the window. */
export class Limits {
  private readonly used = new Map<string, Set<string>>();
  private readonly widest = new Map<string, number>();

  /** Notes one change; answers what it is too much for. */
  count({ plan, action, at, takes }: Counted): readonly string[] {
    return takes.flatMap((take) => {
      const isOfAction = take.key.includes('#') && !/^(account|images)#/.test(take.key);
      if (isOfAction && !take.key.startsWith(`${action.rule}#${action.action}`)) return [];
      const key = `${take.key} ${at.slice(0, take.window === 'hour' ? 13 : 10)}`;
      const used = this.used.get(key) ?? new Set<string>();
      this.used.set(key, used);
      // The steps of one replacement are plans of their own, and are taken from limits as one.
      const one = action.action === 'encrypted-copy' ? subjectKey(plan.ref) : plan.id;
      used.add(take.window === 'day' ? take.once : `${one} ${action.rule} ${action.action}`);
      const widest = Math.max(this.widest.get(key) ?? 0, take.limit);
      this.widest.set(key, widest);
      return used.size > widest ? [`is change ${String(used.size)} of ${String(widest)} for ${key}`] : [];
    });
  }
}

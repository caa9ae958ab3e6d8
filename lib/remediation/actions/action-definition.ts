import type { Finding } from '../../model/finding.ts';
import type { AnyFact } from '../../model/image.ts';
import type { Write } from '../../model/plan.ts';
import type { SubjectKind } from '../../model/subject.ts';
import type { ActionName } from '../../model/words.ts';
import type { ActionContext } from './action-context.ts';
import type { Step, StepContext } from '../copies/step.ts';
import type { WriteKindName } from '../writes/write-kind.ts';

/**
 * Why an action that is called for may not be done now. `reason`: a sentence for people. `first`: what has to be asked for before it
 * can be known. `again`: seconds after which another look may say otherwise; null when only a change will.
 */
export interface Hindrance {
  readonly reason: string;
  readonly first: Write | null;
  readonly again: number | null;
}

/** A remediation as data: what it may write, what it needs beyond that, how it is undone, and which writes the findings ask for. */
export interface ActionDefinition {
  readonly name: ActionName;
  readonly subjects: readonly SubjectKind[];
  /** The kinds of writes that it and its undoing are made of; they declare the IAM actions and AWS's limits. */
  readonly writes: readonly WriteKindName[];
  /** IAM actions of its own, beside those of its writes. */
  readonly iamActions: readonly string[];
  /** How a person takes it back, as the end of the sentence "It is undone by …"; null when nothing can. */
  readonly undo: string | null;
  /** Only when a person asks for it. */
  readonly manualOnly: boolean;
  /** What must be read right before it is done, beside what its rule and its writes read. */
  readonly reads: readonly AnyFact[];
  /** The writes for these findings of one rule on one subject; none when there is nothing to do. */
  readonly plan: (findings: readonly Finding[], context: ActionContext) => readonly Write[];
  /** Null when nothing stands in its way. Asked right before it is done; what of `reads` is not known stands in its way. */
  readonly hindrance: ((context: ActionContext) => Hindrance | null) | null;
  /** What of `planned` is to be done now, where it takes several steps between which time passes; absent where it is done at once. */
  readonly nextStep?: (context: StepContext, planned: readonly Write[]) => Step;
}

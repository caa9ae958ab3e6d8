import type { Finding } from '../../model/finding.ts';
import type { SubjectState } from '../../model/image.ts';
import type { RemediationSetting } from '../../model/policy.ts';
import type { Write } from '../../model/plan.ts';
import type { SubjectKind } from '../../model/subject.ts';
import type { ActionName } from '../../model/words.ts';
import type { WriteKindName } from '../writes/write-kind.ts';

/** What an action may know beside its findings. */
export interface ActionContext {
  readonly state: SubjectState;
  readonly setting: RemediationSetting;
  /** Who made the image, in short, and when (ISO 8601); null where no event has told. */
  readonly creator: string | null;
  readonly now: Date;
}

/** A remediation as data: what it may write, what it needs beyond that, how it is undone, and which writes the findings ask for. */
export interface ActionDefinition {
  readonly name: ActionName;
  readonly subject: SubjectKind;
  /** The kinds of writes that it is made of; they declare the IAM actions. */
  readonly writes: readonly WriteKindName[];
  /** IAM actions of its own, beside those of its writes. */
  readonly iamActions: readonly string[];
  /** How a person takes it back, as the end of the sentence "It is undone by …"; null when nothing can. */
  readonly undo: string | null;
  /** Only when a person asks for it. */
  readonly manualOnly: boolean;
  /** The writes for these findings of one rule on one subject; none when there is nothing to do. */
  readonly plan: (findings: readonly Finding[], context: ActionContext) => readonly Write[];
}

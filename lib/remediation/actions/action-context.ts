import type { SubjectState } from '../../model/image.ts';
import type { RemediationSetting } from '../../model/policy.ts';

/** What an action may know beside its findings. */
export interface ActionContext {
  readonly state: SubjectState;
  readonly setting: RemediationSetting;
  /** Who made the image, in short; null where no event has told. */
  readonly creator: string | null;
  readonly now: Date;
}

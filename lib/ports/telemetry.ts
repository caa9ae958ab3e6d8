import type { ImageId } from '../model/ids.ts';
import type { ImageChange, ParsedEvent } from '../model/change.ts';
import type { CoverageStatus } from '../model/coverage.ts';
import type { Evaluation } from '../model/finding.ts';
import type { CountedQuota } from '../model/inventory.ts';
import type { AccountRegion, SubjectRef } from '../model/subject.ts';
import type { FindingRecord, Outcome } from '../model/journal.ts';
import type { SlackPerson } from '../model/interaction.ts';
import type { Announcement } from '../model/notice.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Remark } from '../model/remark.ts';
import type { AnswerTo } from '../model/request.ts';
import type { SlackButton } from '../model/slack-button.ts';
import type { DirtyMark } from './journal.ts';

/** What happened on an event's way, told as it happens: the source of log lines, metrics and the sandbox's story. */
export type Happening =
  | { readonly kind: 'parsed'; readonly event: ParsedEvent }
  /** A change and all that came of it: `judged` subjects with so many `findings`, in so many milliseconds. */
  | {
      readonly kind: 'handled';
      readonly event: ImageChange;
      readonly ended: 'done' | 'put back' | 'failed';
      readonly judged: number;
      readonly findings: number;
      readonly ms: number;
    }
  | { readonly kind: 'own-change'; readonly ref: SubjectRef; readonly eventId: string }
  | { readonly kind: 'gone'; readonly ref: SubjectRef }
  | { readonly kind: 'judged'; readonly evaluation: Evaluation; readonly eventId: string }
  | {
      readonly kind: 'import';
      readonly task: string;
      readonly status: string;
      readonly image: ImageId | null;
    }
  | { readonly kind: 'dirty'; readonly mark: DirtyMark }
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'applied'; readonly ref: SubjectRef; readonly action: Action; readonly outcome: Outcome }
  | {
      readonly kind: 'told';
      readonly channel: string;
      readonly record: FindingRecord;
      readonly update: boolean;
    }
  | { readonly kind: 'told-again'; readonly channel: string; readonly record: FindingRecord }
  | {
      readonly kind: 'told-together';
      readonly channel: string;
      readonly gathering: string;
      readonly lines: number;
    }
  | { readonly kind: 'told-announcement'; readonly channel: string; readonly announcement: Announcement }
  | { readonly kind: 'told-malformed'; readonly channel: string; readonly id: string }
  /** Something came to Slack's door that is not let in; `reason` is for the log. */
  | { readonly kind: 'slack-rejected'; readonly why: 'unsigned' | 'odd'; readonly reason: string }
  | {
      readonly kind: 'slack-refused';
      readonly person: SlackPerson;
      readonly button: SlackButton;
      readonly why: 'not-allowed' | 'not-known';
    }
  | { readonly kind: 'slack-asked'; readonly person: SlackPerson; readonly button: SlackButton }
  /** A sweep found so many changes in a place that no event had told of, or not yet. */
  | { readonly kind: 'lost-events'; readonly place: AccountRegion; readonly count: number }
  /** How many account-regions stand how. */
  | { readonly kind: 'coverage'; readonly counts: Readonly<Partial<Record<CoverageStatus, number>>> }
  /**
   * How much of a quota a sweep found used. `daysLeft`: until the trend meets the limit; null where nothing is claimed. `isNear`: it is
   * on its way to a threshold. `aws`: AWS's own count, where it has one; `differs`: by more than some minutes explain.
   */
  | {
      readonly kind: 'quota';
      readonly place: AccountRegion;
      readonly quota: CountedQuota;
      readonly used: number;
      readonly limit: number;
      readonly daysLeft: number | null;
      readonly isNear: boolean;
      readonly aws: number | null;
      readonly differs: boolean;
    }
  | { readonly kind: 'answered'; readonly to: AnswerTo; readonly remark: Remark }
  | { readonly kind: 'fault'; readonly where: string; readonly message: string; readonly retryable: boolean };

/** Takes what happened; never throws and never waits. */
export interface Telemetry {
  note(happening: Happening): void;
}

import type { ParsedEvent } from '../model/change.ts';
import type { Evaluation } from '../model/finding.ts';
import type { ImageRef } from '../model/image.ts';
import type { FindingRecord, Outcome } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';

/** What happened on an event's way, told as it happens: the source of log lines, metrics and the sandbox's story. */
export type Happening =
  | { readonly kind: 'parsed'; readonly event: ParsedEvent }
  | { readonly kind: 'own-change'; readonly ref: ImageRef; readonly eventId: string }
  | { readonly kind: 'gone'; readonly ref: ImageRef }
  | { readonly kind: 'judged'; readonly evaluation: Evaluation; readonly eventId: string }
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'applied'; readonly ref: ImageRef; readonly action: Action; readonly outcome: Outcome }
  | {
      readonly kind: 'told';
      readonly channel: string;
      readonly record: FindingRecord;
      readonly update: boolean;
    }
  | { readonly kind: 'told-malformed'; readonly channel: string; readonly id: string }
  | { readonly kind: 'fault'; readonly where: string; readonly message: string; readonly retryable: boolean };

/** Takes what happened; never throws and never waits. */
export interface Telemetry {
  note(happening: Happening): void;
}

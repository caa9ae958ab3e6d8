import type { SlackButton } from './slack-button.ts';

/** Somebody in Slack: their id (`U…`), which never changes, and their name, which they choose. */
export interface SlackPerson {
  readonly id: string;
  readonly name: string;
}

/** Where and by whom something was done in Slack. `id`: of what was done, the same when Slack's request comes again. */
interface Done {
  readonly id: string;
  readonly person: SlackPerson;
  /** Id of the channel that the alert stands in. */
  readonly channel: string;
}

/** The fields of the form of a waiver. */
export type WaiverField = 'reason' | 'days' | 'owner' | 'ticket';

/** What somebody did in Slack: clicked a button, or sent the form of a waiver, its fields as written (empty: ''). */
export type Interaction =
  | (Done & {
      readonly kind: 'click';
      readonly button: SlackButton;
      /** Lets a form be opened, within three seconds. */
      readonly trigger: string;
    })
  | (Done & {
      readonly kind: 'waiver';
      readonly button: Extract<SlackButton, { act: 'waive' }>;
      readonly fields: Readonly<Record<WaiverField, string>>;
    });

/** A form that asks for what a waiver needs, and proposes an owner. Null: the policy sets no bound, and asks for no ticket. */
export interface WaiverForm {
  readonly button: Extract<SlackButton, { act: 'waive' }>;
  readonly channel: string;
  readonly owner: string;
  readonly maxDays: number | null;
  readonly ticketPattern: string | null;
}

/** What Slack is answered. `errors`: what is wrong with a form, by field; it stays open. */
export type Reply =
  | { readonly kind: 'taken' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Partial<Record<WaiverField, string>>> };

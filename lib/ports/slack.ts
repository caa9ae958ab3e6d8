import type { Interaction, WaiverForm } from '../model/interaction.ts';
import type { Remark } from '../model/remark.ts';
import type { RequestMessage, AnswerTo } from '../model/request.ts';

/** What came to the door over HTTP: two headers, and the body as it was sent, to the byte. */
export interface SlackCall {
  readonly signature: string | null;
  readonly timestamp: string | null;
  readonly body: Uint8Array;
}

/** `unsigned`: not from Slack, or not now. `odd`: from Slack, and nothing that this app has a button or a form for. `reason` is for the log. */
export type Opened =
  | { readonly kind: 'interaction'; readonly interaction: Interaction }
  | { readonly kind: 'unsigned'; readonly reason: string }
  | { readonly kind: 'odd'; readonly reason: string };

/** Lets in what Slack sends, and nothing else. Rejects with `Fault` when the secret cannot be read. */
export interface SlackDoor {
  open(call: SlackCall): Promise<Opened>;
}

/** Tells one person something. Rejects with `Fault`. */
export interface Whispers {
  whisper(to: Pick<AnswerTo, 'channel' | 'user'>, remark: Remark): Promise<void>;
}

/** The workspace, as far as one who clicked is concerned. Rejects with `Fault`. */
export interface SlackDesk extends Whispers {
  /** The users of a user group, at most five minutes old. */
  membersOf(group: string): Promise<readonly string[]>;
  /** `trigger` is good for three seconds. */
  openForm(trigger: string, form: WaiverForm): Promise<void>;
}

/** Passes requests on to whoever does them; the same `answerTo.id` again within five minutes is passed on once. Rejects with `Fault`. */
export interface Requests {
  send(message: RequestMessage & Required<Pick<RequestMessage, 'answerTo'>>): Promise<void>;
}

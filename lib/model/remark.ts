import type { SlackRight } from './policy.ts';
import type { Answer, Request } from './request.ts';
import type { SlackButton } from './slack-button.ts';

/** What one person in Slack is told of what they asked for, and nobody else sees. */
export type Remark =
  | { readonly kind: 'on-its-way'; readonly button: SlackButton }
  /** `listed`: ids of the users and user groups who may. */
  | {
      readonly kind: 'not-allowed';
      readonly button: SlackButton;
      readonly right: SlackRight;
      readonly listed: readonly string[];
    }
  /** Whether they may could not be found out, and so they may not. `unread`: what could not be read. */
  | { readonly kind: 'not-known'; readonly button: SlackButton; readonly unread: 'policy' | 'user group' }
  /** It was not seen to be passed on: after a time-out it may have been. */
  | { readonly kind: 'not-sent'; readonly button: SlackButton }
  /** What came of it. `failed`: no answer yet; the queue tries again. */
  | {
      readonly kind: 'answer';
      readonly request: Request;
      readonly status: Answer['status'] | 'failed';
      readonly message: string;
    };

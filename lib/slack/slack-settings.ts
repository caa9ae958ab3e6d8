import type { AlertOptions } from '../render/alert-options.ts';

/** How to reach Slack; what is optional has its production value by default. */
export interface SlackSettings {
  /** Answers the bot token (scope `chat:write`); asked anew for each request, so cache it there. */
  readonly token: () => Promise<string>;
  /** Name of the parameter or secret that holds the token, for messages: `/ami-warden/prod/slack-token`. */
  readonly tokenParameter: string;
  readonly options: AlertOptions;
  /** `https://slack.com/api` by default. */
  readonly baseUrl?: string;
  /** Longest wait for one answer, in milliseconds; 5,000 by default. */
  readonly timeoutMs?: number;
  /** For how long in all to wait where Slack asks for it, in milliseconds; 5,000 by default. */
  readonly patienceMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Resolves after so many milliseconds. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds on any steady scale. */
  readonly now?: () => number;
}

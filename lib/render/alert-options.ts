import type { SlackRight } from '../model/policy.ts';

/** The names of accounts as the organisation has them. */
export interface AccountNames {
  /** Null when the account is not known. Must not throw. */
  readonly accountName: (account: string) => string | null;
}

/** What an alert needs to know beyond the finding itself. */
export interface AlertOptions extends AccountNames {
  /** Name of the function that takes an undo, such as `ami-warden-prod-remediate`. */
  readonly remediateFunction: string;
  /** Whether the policy lets somebody do it from Slack; absent where clicks come to nobody. */
  readonly mayAnybody?: (right: SlackRight) => boolean;
}

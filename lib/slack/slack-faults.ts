import { Fault } from '../model/fault.ts';

const CREDENTIAL_CODES = new Set([
  'access_denied',
  'account_inactive',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

const CHANNEL_CODES = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);

const PASSING_CODES = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** The fault behind an answer with `ok: false`. Names the token's parameter or the channel where that is what to mend. */
export const refusalFault = (
  operation: string,
  code: string,
  where: { readonly channel: string; readonly tokenParameter: string },
): Fault => {
  if (CREDENTIAL_CODES.has(code)) {
    const message = `Slack does not accept the token in ${where.tokenParameter} for this`;
    return new Fault(operation, code, message, { retryable: false });
  }
  if (CHANNEL_CODES.has(code)) {
    const message = `Slack does not let this app write to channel ${where.channel}`;
    return new Fault(operation, code, message, { retryable: false });
  }
  return new Fault(operation, code, 'Slack refused the message', { retryable: PASSING_CODES.has(code) });
};

/** The fault of being told to wait longer than it is worth holding a worker for. */
export const rateFault = (operation: string, waitMs: number): Fault =>
  new Fault(operation, 'ratelimited', `Slack asks to wait ${String(Math.ceil(waitMs / 1000))} s`, {
    retryable: true,
  });

/** The fault of not getting an answer at all: refused connections, timeouts, resets. */
export const networkFault = (operation: string, timeoutMs: number, cause: unknown): Fault => {
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  return timedOut
    ? new Fault(operation, 'Timeout', `no answer within ${String(timeoutMs)} ms`, { retryable: true, cause })
    : new Fault(operation, 'Unreachable', 'Slack could not be reached', { retryable: true, cause });
};

import type { ImageChange } from '../model/change.ts';
import type { Reading } from './call.ts';

type Refused = Extract<ImageChange['outcome'], { kind: 'refused' }>;

const THROTTLED = /^(Client\.)?(RequestLimitExceeded|Throttling|ThrottlingException|RequestThrottled)$/;
const DENIED =
  /(UnauthorizedOperation|AccessDenied|AccessDeniedException|OperationNotPermitted|AuthFailure|Blocked|DeclarativePolicyViolation)$/;

/** Whether the call was a question only: EC2 answers a dry run that would have succeeded with this error code. */
export const isDryRun = (code: string | null): boolean =>
  code === 'Client.DryRunOperation' || code === 'DryRunOperation';

/** Why a call that failed is not worth telling; null when somebody wants to know that it was tried. */
export const reasonToDrop = (reading: Reading, call: string, refused: Refused): string | null => {
  const why = `${call} failed with ${refused.code}`;
  if (THROTTLED.test(refused.code)) return `${why}; it changed nothing, and trying again will tell`;
  if (reading.kind !== 'change') return `${why} and names nothing that it could have changed`;
  if (reading.refusal === 'none') return `${why}; it made nothing`;
  // After an error on AWS's side nobody knows whether the call took effect: its subject has to be looked at.
  if (refused.code.startsWith('Server.')) return null;
  if (reading.detail.kind === 'unseen') return `${why} and names no image`;
  if (reading.refusal === 'always' || (reading.refusal === 'denied' && DENIED.test(refused.code))) return null;
  return `${why}; it changed nothing`;
};

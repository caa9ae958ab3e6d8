import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SlackCall } from '../ports/slack.ts';

/** Slack's own bound for the age of a request, here for clocks that go wrong in either direction. */
const WINDOW_S = 5 * 60;

/**
 * Why a request is not taken for Slack's; null when it is. Slack signs `v0:TIMESTAMP:BODY` with the app's signing secret
 * (HMAC-SHA256, "Verifying requests from Slack"); the body counts as it was sent, to the byte.
 */
export const signatureProblem = (
  { signature, timestamp, body }: SlackCall,
  secret: string,
  now: Date,
): string | null => {
  if (!hasSignature({ signature, timestamp })) return 'no signature';
  const age = Math.floor(now.getTime() / 1000) - Number(timestamp);
  // The secret first: how old a request is, is told of those that Slack has sent.
  if (!isSame(signature ?? '', slackSignature(secret, timestamp ?? '', body))) return 'another signature';
  if (Math.abs(age) > WINDOW_S) return `signed ${String(age)} s ago: at most ${String(WINDOW_S)} are taken`;
  return null;
};

/** Whether there is anything to be checked: what has none needs no secret. */
export const hasSignature = ({ signature, timestamp }: Omit<SlackCall, 'body'>): boolean =>
  signature !== null && timestamp !== null && /^\d{1,12}$/.test(timestamp);

/** The signature that Slack gives a request. `timestamp` is in seconds since 1970. */
const slackSignature = (secret: string, timestamp: string, body: Uint8Array): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;

const isSame = (given: string, wanted: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  // Only the length may be found out by the time that it takes, and that is known.
  return one.length === other.length && timingSafeEqual(one, other);
};

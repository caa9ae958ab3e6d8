import { parseEvent } from '../events/parse.ts';
import type { DeadLetter, DeadLetterKind } from '../model/dead-letter.ts';
import { parsePlanMessage } from './messages.ts';
import { parseNotice } from './parse-notice.ts';

/** What EventBridge writes on what it could not deliver. */
const UNDELIVERED = 'ERROR_CODE';

/** Why a message lies where it does. `source`: the name of the queue that it died in, by which it is known what it should be. */
export const deadLetterKind = (
  { body, attributes }: Pick<DeadLetter, 'body' | 'attributes'>,
  source: string,
): DeadLetterKind => {
  const value = parsed(body);
  if (value === undefined) return 'malformed';
  if (isCall(value)) return 'call';
  if (!isUnderstood(value, body, source)) return 'malformed';
  return UNDELIVERED in attributes ? 'undelivered' : 'failed';
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const isCall = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'requestContext' in value && 'requestPayload' in value;

const isUnderstood = (value: unknown, body: string, source: string): boolean => {
  if (source.endsWith('-changes')) return parseEvent(value).kind !== 'malformed';
  if (source.endsWith('-plans') || source.endsWith('-requests.fifo')) return parses(parsePlanMessage, body);
  if (source.endsWith('-notices.fifo')) return parses(parseNotice, body);
  return true;
};

const parses = (parse: (body: string) => unknown, body: string): boolean => {
  try {
    parse(body);
    return true;
  } catch {
    return false;
  }
};

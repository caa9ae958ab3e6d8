import { Fault } from '../model/fault.ts';

/** Codes by which AWS services say "slower": EC2, DynamoDB, SQS, SNS, EventBridge, Organizations, STS, SSM. */
const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Codes of passing trouble that come without a 5xx status: the service's own, credentials that ran out, sockets and names. */
const PASSING = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InternalError',
  'InternalFailure',
  'RequestExpired',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'TimeoutError',
  'Unavailable',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** AWS's error code (`InvalidAMIID.NotFound`), or Node's for a socket (`ECONNRESET`), or the error's name; `Unknown` for what is not an error. */
export const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'Unknown';
  // The SDK puts the service's code in `name`, Node puts its own in `code` under the name "Error".
  if (error.name !== 'Error') return error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

const httpStatus = (error: Error): number => {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return 0;
  const { $metadata } = error;
  return 'httpStatusCode' in $metadata && typeof $metadata.httpStatusCode === 'number'
    ? $metadata.httpStatusCode
    : 0;
};

const markedRetryable = (error: Error): boolean =>
  '$retryable' in error && typeof error.$retryable === 'object' && error.$retryable !== null;

/** Whether a service that answered this code was throttling or passingly ill. */
export const isRetryableCode = (code: string): boolean => THROTTLED.has(code) || PASSING.has(code);

const isRetryable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (markedRetryable(error) || isRetryableCode(errorCode(error))) return true;
  if ('code' in error && typeof error.code === 'string' && PASSING.has(error.code)) return true;
  const status = httpStatus(error);
  return status === 429 || status >= 500;
};

// What is other in each answer to the same request: it would make a denial that lasts read as ever new ones.
const VARYING = [
  /\s*Encoded authorization failure message:\s*[\w+/=-]+\.?/g,
  /\s*\(request[ -]?id:\s*[\w+/=-]+\)/gi,
  /[,;]?\s*\brequest[ -]?id:\s*[\w+/=-]+/gi,
];

const lasting = (message: string): string =>
  VARYING.reduce((text, pattern) => text.replaceAll(pattern, ''), message).trim();

/**
 * The one mapping from what an AWS call threw to a `Fault`; a `Fault` stays as it is. `retryable` after the SDK's own
 * retries means: later, from the queue, it may go well (throttled, 5xx, time-out, network, credentials run out). Its message is
 * without request ids and encoded parts, which its `cause` keeps.
 */
export const toFault = (operation: string, error: unknown): Fault => {
  if (error instanceof Fault) return error;
  const message = lasting(error instanceof Error ? error.message : String(error));
  return new Fault(operation, errorCode(error), message, { retryable: isRetryable(error), cause: error });
};

/** Awaits one AWS call; whatever it throws comes out as a `Fault` that names the operation. */
export const asFault = async <T>(operation: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw toFault(operation, error);
  }
};

/**
 * A member that AWS always sends, an empty list included. Its absence, as in the empty answer of a broken proxy, is a `Fault` of
 * code `UnknownShape`: read as an empty list it would say that there is no image, or nobody in the organisation.
 */
export const present = <T>(operation: string, member: string, value: T | undefined): T => {
  if (value !== undefined) return value;
  throw new Fault(operation, 'UnknownShape', `the answer has no member "${member}"`, { retryable: true });
};

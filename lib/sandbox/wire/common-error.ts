import { AwsError, type ServiceDefinition } from './service.ts';

/** What can befall a call of any service; each service has a code of its own for it. */
export type CommonErrorKind =
  'unknown-key' | 'unsigned' | 'expired' | 'denied' | 'throttled' | 'internal' | 'unavailable';

/** How a service's errors look: its protocol, or `raw` for one that the wire does not decode. */
export type ErrorDialect = ServiceDefinition['protocol'] | 'raw';

type Answer = readonly [code: string, status: number];

const EC2: Readonly<Record<CommonErrorKind, Answer>> = {
  'unknown-key': ['AuthFailure', 401],
  unsigned: ['MissingAuthenticationToken', 403],
  expired: ['RequestExpired', 400],
  denied: ['UnauthorizedOperation', 403],
  throttled: ['RequestLimitExceeded', 503],
  internal: ['InternalError', 500],
  unavailable: ['Unavailable', 503],
};

const QUERY: Readonly<Record<CommonErrorKind, Answer>> = {
  'unknown-key': ['InvalidClientTokenId', 403],
  unsigned: ['MissingAuthenticationToken', 403],
  expired: ['ExpiredToken', 403],
  denied: ['AccessDenied', 403],
  throttled: ['Throttling', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailable', 503],
};

const JSON_RPC: Readonly<Record<CommonErrorKind, Answer>> = {
  'unknown-key': ['UnrecognizedClientException', 400],
  unsigned: ['MissingAuthenticationTokenException', 400],
  expired: ['ExpiredTokenException', 400],
  denied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400],
  internal: ['InternalServerError', 500],
  unavailable: ['ServiceUnavailableException', 503],
};

const S3: Readonly<Record<CommonErrorKind, Answer>> = {
  'unknown-key': ['InvalidAccessKeyId', 403],
  unsigned: ['AccessDenied', 403],
  expired: ['ExpiredToken', 400],
  denied: ['AccessDenied', 403],
  throttled: ['SlowDown', 503],
  internal: ['InternalError', 500],
  unavailable: ['ServiceUnavailable', 503],
};

const THROTTLED_AS: Readonly<Record<string, string>> = {
  organizations: 'TooManyRequestsException',
  servicequotas: 'TooManyRequestsException',
  sqs: 'RequestThrottled',
};

/** The error with the code and status that this service has for it. */
export const commonError = (
  kind: CommonErrorKind,
  service: { readonly signingName: string; readonly protocol: ErrorDialect },
  message: string,
): AwsError => {
  const [code, status] = table(service)[kind];
  const own = kind === 'throttled' ? THROTTLED_AS[service.signingName] : undefined;
  return new AwsError(own ?? code, message, status);
};

const table = (service: {
  readonly signingName: string;
  readonly protocol: ErrorDialect;
}): Readonly<Record<CommonErrorKind, Answer>> => {
  switch (service.protocol) {
    case 'ec2Query':
      return EC2;
    case 'awsQuery':
      return QUERY;
    case 'awsJson1_0':
    case 'awsJson1_1':
      return JSON_RPC;
    case 'raw':
      return service.signingName === 's3' ? S3 : JSON_RPC;
  }
};

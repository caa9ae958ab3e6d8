import type { DayContext } from './day-step.ts';

interface RecordParts {
  readonly account: string;
  readonly eventName: string;
  readonly eventSource?: string;
  readonly userIdentity: object;
  readonly requestParameters: object | null;
  readonly responseElements: object | null;
}

/** An EventBridge envelope for a call that nobody in the sandbox made: a service's own, or one of a shape gone wrong. */
export const envelope = (day: DayContext, parts: RecordParts): object => {
  const at = day
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const id = uuid(day);
  return {
    version: '0',
    id: uuid(day),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: parts.account,
    time: at,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: parts.userIdentity,
      eventTime: at,
      eventSource: parts.eventSource ?? 'ec2.amazonaws.com',
      eventName: parts.eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.44',
      userAgent: 'example',
      requestParameters: parts.requestParameters,
      responseElements: parts.responseElements,
      requestID: uuid(day),
      eventID: id,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: parts.account,
      eventCategory: 'Management',
    },
  };
};

const uuid = (day: DayContext): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(day.random() * 16).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

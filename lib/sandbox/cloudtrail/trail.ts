import type { AccountId, Region } from '../../model/ids.ts';
import type { StateChange } from '../ec2/world.ts';
import { randomUuid, seededRandom } from '../random.ts';
import type { FinishedCall } from '../wire/service.ts';
import type { Json } from './plain.ts';
import { recordOf } from './record.ts';

/** Takes an EventBridge event for the default bus of an account and region. */
export type EventSink = (account: AccountId, region: Region, envelope: object) => void;

/** What turns calls and changes of state into events. */
export interface Trail {
  /** Observes every call of the wire; those that CloudTrail records go to the sink. */
  readonly observe: (call: FinishedCall) => void;
  /** Tells of an image that became available, failed, was deregistered or disabled, as EC2 itself does. */
  readonly announce: (change: StateChange) => void;
}

interface EnvelopeParts {
  readonly account: AccountId;
  readonly region: Region;
  readonly time: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, Json>>;
}

const seconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');

const envelope = (id: string, parts: EnvelopeParts): object => ({
  version: '0',
  id,
  'detail-type': parts['detail-type'],
  source: 'aws.ec2',
  account: parts.account,
  time: parts.time,
  region: parts.region,
  resources: parts.resources,
  detail: parts.detail,
});

/** The events of the image world, their ids by the seed. Every one goes to the bus of the account and region of the call. */
export const createTrail = (options: { readonly seed: number; readonly sink: EventSink }): Trail => {
  const random = seededRandom(options.seed);
  const send = (parts: EnvelopeParts): void => {
    options.sink(parts.account, parts.region, envelope(randomUuid(random), parts));
  };
  return {
    observe: (call) => {
      const record = recordOf(call, () => randomUuid(random));
      if (record === null) return;
      const { caller, region, now } = call.context;
      send({
        account: caller.account,
        region,
        time: seconds(now),
        'detail-type': 'AWS API Call via CloudTrail',
        resources: [],
        detail: record,
      });
    },
    announce: ({ account, region, image, state, requestId, message, at }) => {
      send({
        account,
        region,
        time: seconds(at),
        'detail-type': 'EC2 AMI State Change',
        resources: [`arn:aws:ec2:${region}::image/${image}`],
        detail: { RequestId: requestId, ImageId: image, State: state, ErrorMessage: message ?? '' },
      });
    },
  };
};

import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { ImageObserverPorts } from '../../../lib/aws/observe-image.ts';
import type { ImageRef } from '../../../lib/model/subject.ts';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';
import type { Clock } from '../../../lib/ports/clock.ts';

/** A clock that stands until it is set. */
export interface HandClock extends Clock {
  set(time: string): void;
}

export const handClock = (time: string): HandClock => {
  let now = time;
  return {
    now: () => new Date(now),
    set: (next) => {
      now = next;
    },
  };
};

/** An error as the SDK throws it: AWS's code as its name. */
export const awsError = (code: string, message: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode } });

export const ref: ImageRef = {
  account: AccountId.parse('222233334444'),
  region: Region.parse('eu-west-1'),
  image: ImageId.parse('ami-0123456789abcdef0'),
};

/** What every client needs to be made, and a mocked one never uses. */
export const dummy = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'any' },
} as const;

/** The clients of every account and region alike, to be mocked, unless others are given. */
export const ports = (clock: Clock, given: Partial<ImageObserverPorts> = {}): ImageObserverPorts => ({
  clients: () => Promise.resolve(new EC2Client(dummy)),
  kms: () => Promise.resolve(new KMSClient(dummy)),
  quotas: () => Promise.resolve(new ServiceQuotasClient(dummy)),
  clock,
  ...given,
});

import type { ImageRef } from '../../../lib/model/image.ts';
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

import { Fault } from '../../model/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Passage } from '../../ports/estate-reader.ts';

/** What EC2 gives a caller of one read operation, per account and region: 100 at once, and 20 a second (EC2 developer guide, request throttling). */
const BURST = 100;
const A_SECOND = 20;

/** The passage of one sweep, what went through it, and how many requests a second an operation gets just now. */
export interface Toll {
  readonly pass: Passage;
  readonly calls: Readonly<Record<string, number>>;
  aSecond(operation: string): number;
}

interface Bucket {
  tokens: number;
  aSecond: number;
  filledAt: number;
}

// Six halvings of the whole rate: one request in three seconds.
const SLOWEST = A_SECOND / 64;
const TRIES = 10;
const TRIES_WHEN_ILL = 4;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/**
 * Lets through a share (above 0, at most 1) of what EC2 allows, for each operation by itself. When AWS says "slower" the rate is
 * halved, and the request waits and is tried again; each success gives a little of the rate back. What is passingly ill is tried
 * four times. The last fault is passed on; when `isOver`, the first.
 */
export const makeToll = (
  share: number,
  { clock, pause }: { readonly clock: Clock; readonly pause: (ms: number) => Promise<void> },
  isOver: () => boolean,
): Toll => {
  const most = A_SECOND * share;
  const burst = Math.max(1, BURST * share);
  const buckets = new Map<string, Bucket>();
  const calls: Record<string, number> = {};

  const bucketOf = (operation: string): Bucket => {
    const now = clock.now().getTime();
    const bucket = buckets.get(operation) ?? { tokens: burst, aSecond: most, filledAt: now };
    buckets.set(operation, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) / 1000) * bucket.aSecond);
    bucket.filledAt = now;
    return bucket;
  };

  /** Takes a token, on credit where there is none: whoever comes next waits longer. */
  const turn = async (operation: string): Promise<void> => {
    const bucket = bucketOf(operation);
    bucket.tokens -= 1;
    if (bucket.tokens < 0) await pause(Math.ceil((-bucket.tokens / bucket.aSecond) * 1000));
  };

  const slower = (operation: string): void => {
    const bucket = bucketOf(operation);
    bucket.aSecond = Math.max(SLOWEST, bucket.aSecond / 2);
    bucket.tokens = Math.min(bucket.tokens, 0);
  };

  const faster = (operation: string): void => {
    const bucket = bucketOf(operation);
    bucket.aSecond = Math.min(most, bucket.aSecond + most / 100);
  };

  const pass: Passage = async (operation, send) => {
    for (let tries = 1; ; tries += 1) {
      await turn(operation);
      calls[operation] = (calls[operation] ?? 0) + 1;
      try {
        const answer = await send();
        faster(operation);
        return answer;
      } catch (fault) {
        if (!(fault instanceof Fault) || !fault.retryable) throw fault;
        const isThrottled = saysSlower(fault);
        if (isThrottled) slower(operation);
        if (isOver() || tries >= (isThrottled ? TRIES : TRIES_WHEN_ILL)) throw fault;
        await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)));
      }
    }
  };

  return { pass, calls, aSecond: (operation) => bucketOf(operation).aSecond };
};

const saysSlower = ({ code }: Fault): boolean =>
  /^(?:RequestLimitExceeded|SlowDown|.*Throttl.*|TooManyRequests.*|BandwidthLimitExceeded)$/.test(code);

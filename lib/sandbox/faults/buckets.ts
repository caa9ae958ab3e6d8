import type { Clock } from '../../ports/clock.ts';
import type { PendingCall } from '../wire/gates.ts';

/** A token bucket: so many calls at once, and so many a second after that. */
export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

const TOGGLES = /^(Enable|Disable)(Image|Snapshot)BlockPublicAccess$/;
const STORE_TASKS = /^Create(Store|Restore)ImageTask$/;

/**
 * AWS's bucket for a call; null where none is known. EC2: developer guide, "Request throttling"; STS: IAM user guide, "IAM
 * and STS quotas"; Organizations: user guide, "Quotas".
 */
export const awsBucket = (call: Pick<PendingCall, 'operation' | 'input' | 'service'>): BucketSize | null => {
  switch (call.service.signingName) {
    case 'ec2':
      return ec2Bucket(call.operation, call.input);
    case 'sts':
      return call.operation === 'AssumeRole' ? { burst: 600, perSecond: 600 } : null;
    case 'organizations':
      return organizationsBucket(call.operation);
    default:
      return null;
  }
};

const ec2Bucket = (operation: string, input: object): BucketSize => {
  if (operation === 'DescribeSnapshots' && isUnbounded(input)) return { burst: 50, perSecond: 10 };
  if (/^(Describe|Get|List)/.test(operation)) return { burst: 100, perSecond: 20 };
  if (TOGGLES.test(operation)) return { burst: 1, perSecond: 0.1 };
  if (STORE_TASKS.test(operation)) return { burst: 50, perSecond: 0.1 };
  switch (operation) {
    case 'ModifyImageAttribute':
    case 'ModifySnapshotAttribute':
    case 'DeregisterImage':
      return { burst: 100, perSecond: 5 };
    case 'CopyImage':
      return { burst: 100, perSecond: 1 };
    case 'CreateTags':
    case 'DeleteTags':
      return { burst: 100, perSecond: 10 };
    default:
      return { burst: 50, perSecond: 5 };
  }
};

const isUnbounded = (input: object): boolean =>
  !['Filters', 'SnapshotIds', 'MaxResults', 'NextToken'].some((name) => Object.hasOwn(input, name));

const organizationsBucket = (operation: string): BucketSize | null => {
  switch (operation) {
    case 'ListAccounts':
      return { burst: 8, perSecond: 8 };
    case 'ListParents':
      return { burst: 5, perSecond: 5 };
    default:
      return null;
  }
};

interface Bucket {
  tokens: number;
  at: number;
}

/** The buckets of every API, account and region, refilled by the sandbox's time. */
export class Buckets {
  private readonly clock: Clock;
  private readonly buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes one token; false when there is none. */
  take(key: string, { burst, perSecond }: BucketSize): boolean {
    const now = this.clock.now().getTime();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    this.buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  clear(): void {
    this.buckets.clear();
  }
}

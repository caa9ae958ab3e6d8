import { describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { awsBucket, Buckets } from '../../../../lib/sandbox/faults/buckets.ts';

const call = (signingName: string, operation: string, input: object = {}) => ({
  service: { signingName, protocol: 'ec2Query' as const },
  operation,
  input,
});

describe('AWS’s token buckets', () => {
  it.each([
    ['ec2', 'DescribeImages', {}, 100, 20],
    ['ec2', 'GetImageBlockPublicAccessState', {}, 100, 20],
    ['ec2', 'DescribeSnapshots', {}, 50, 10],
    ['ec2', 'DescribeSnapshots', { OwnerIds: ['self'] }, 50, 10],
    ['ec2', 'DescribeSnapshots', { SnapshotIds: ['snap-1'] }, 100, 20],
    ['ec2', 'DescribeSnapshots', { MaxResults: 5 }, 100, 20],
    ['ec2', 'ModifyImageAttribute', {}, 100, 5],
    ['ec2', 'ModifySnapshotAttribute', {}, 100, 5],
    ['ec2', 'DeregisterImage', {}, 100, 5],
    ['ec2', 'CopyImage', {}, 100, 1],
    ['ec2', 'CreateTags', {}, 100, 10],
    ['ec2', 'DeleteTags', {}, 100, 10],
    ['ec2', 'DisableImage', {}, 50, 5],
    ['ec2', 'EnableImageBlockPublicAccess', {}, 1, 0.1],
    ['ec2', 'DisableSnapshotBlockPublicAccess', {}, 1, 0.1],
    ['ec2', 'CreateStoreImageTask', {}, 50, 0.1],
    ['ec2', 'CreateRestoreImageTask', {}, 50, 0.1],
    ['sts', 'AssumeRole', {}, 600, 600],
    ['organizations', 'ListAccounts', {}, 8, 8],
    ['organizations', 'ListParents', {}, 5, 5],
  ])('%s %s %j: %d at once, %d a second', (service, operation, input, burst, perSecond) => {
    expect(awsBucket(call(service, operation, input))).toEqual({ burst, perSecond });
  });

  it('has none for what AWS does not say', () => {
    expect(awsBucket(call('sts', 'GetCallerIdentity'))).toBeNull();
    expect(awsBucket(call('sqs', 'SendMessage'))).toBeNull();
  });

  it('empty at the burst, refill by the sandbox’s time, and never overflow', () => {
    const clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
    const buckets = new Buckets(clock);
    const size = { burst: 3, perSecond: 2 };
    const take = (times: number): readonly boolean[] =>
      Array.from({ length: times }, () => buckets.take('a', size));
    expect(take(4)).toEqual([true, true, true, false]);
    clock.advance(499);
    expect(take(1)).toEqual([false]);
    clock.advance(1);
    expect(take(2)).toEqual([true, false]);
    clock.advance(3_600_000);
    expect(take(4)).toEqual([true, true, true, false]);
    expect(buckets.take('b', size)).toBe(true);
  });
});

import 'aws-sdk-client-mock-vitest/extend';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import { ImageId, InstanceId } from '../../../lib/model/ids.ts';
import type { Fact } from '../../../lib/model/image.ts';
import { awsError, handClock, ports, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const reader = ec2Images(ports(handClock('2026-03-01T10:00:00.000Z')));
const { account, region } = ref;
const instance = { account, region, instance: InstanceId.parse('i-0123456789abcdef0') };
const observe = (facts: readonly Fact[], image: ImageId | null = null) =>
  reader.observeInstance(instance, image, facts);

const told: Instance = {
  InstanceId: 'i-0123456789abcdef0',
  ImageId: ref.image,
  State: { Name: 'running' },
  LaunchTime: new Date('2026-03-01T09:59:00Z'),
};
const tell = (over: Instance = {}): void => {
  const Reservations = [{ OwnerId: account, Instances: [{ ...told, ...over }] }];
  mock.on(DescribeInstancesCommand).resolves({ Reservations });
};

beforeEach(() => {
  mock.reset();
});

describe('observing an instance', () => {
  it('tells what it runs from, since when, and whose it is', async () => {
    tell();
    expect(await observe(['instance'])).toEqual({
      kind: 'state',
      state: {
        ref: instance,
        observedAt: '2026-03-01T10:00:00.000Z',
        instance: {
          kind: 'known',
          value: {
            instance: 'i-0123456789abcdef0',
            image: ref.image,
            state: 'running',
            launchedAt: '2026-03-01T09:59:00.000Z',
            owner: account,
          },
        },
      },
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeInstancesCommand, {
      InstanceIds: ['i-0123456789abcdef0'],
    });
    expect(mock.calls()).toHaveLength(1);
  });

  it('takes the event’s word for the image: DescribeInstances may lag behind a replaced root volume', async () => {
    const other = ImageId.parse('ami-00000000000000001');
    tell();
    mock.on(DescribeImagesCommand).resolves({
      Images: [{ ImageId: other, OwnerId: '111122223333', Public: true, Name: 'theirs' }],
    });
    expect(await observe(['instance', 'image'], other)).toMatchObject({
      state: {
        instance: { value: { image: other } },
        image: { kind: 'known', value: { owner: '111122223333', name: 'theirs', public: true } },
      },
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeImagesCommand, {
      ImageIds: [other],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    });
  });

  it.each([
    [
      'it is terminated',
      () => {
        tell({ State: { Name: 'terminated' } });
      },
    ],
    ['the answer is empty', () => mock.on(DescribeInstancesCommand).resolves({ Reservations: [] })],
    [
      'the answer holds another',
      () => {
        tell({ InstanceId: 'i-0ffffffffffffffff' });
      },
    ],
    [
      'EC2 knows none of that id',
      () => mock.on(DescribeInstancesCommand).rejects(awsError('InvalidInstanceID.NotFound', 'none')),
    ],
  ])('says that it is gone when %s, and looks at no image', async (_, given) => {
    given();
    expect(await observe(['instance', 'image'])).toEqual({
      kind: 'gone',
      ref: instance,
      observedAt: '2026-03-01T10:00:00.000Z',
    });
    expect(mock).not.toHaveReceivedCommand(DescribeImagesCommand);
  });

  it.each(['AuthFailure', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'])(
    'says of an image that is not to be seen (%s) that nobody knows it',
    async (code) => {
      tell();
      mock.on(DescribeImagesCommand).rejects(awsError(code, 'no'));
      expect(await observe(['instance', 'image'])).toMatchObject({
        kind: 'state',
        state: {
          instance: { kind: 'known' },
          image: {
            kind: 'fault',
            operation: 'DescribeImages',
            code,
            message:
              `DescribeImages: ${code}: 222233334444 does not see ${ref.image} any more: ` +
              'it was deregistered, or is shared with it no longer',
            retryable: false,
          },
        },
      });
    },
  );

  it.each([
    ['that EC2 leaves out', { Images: [] }],
    [
      'that lingers as deregistered',
      {
        Images: [
          { ImageId: ref.image, OwnerId: '111122223333', State: 'deregistered' as const, Public: false },
        ],
      },
    ],
  ])('says the same of one %s', async (_, answer) => {
    tell();
    mock.on(DescribeImagesCommand).resolves(answer);
    expect(await observe(['image'])).toMatchObject({
      state: { image: { kind: 'fault', retryable: false } },
    });
  });

  it('leaves a passing fault of the image as it is', async () => {
    tell();
    mock.on(DescribeImagesCommand).rejects(awsError('RequestLimitExceeded', 'slower', 503));
    expect(await observe(['image'])).toMatchObject({
      state: { image: { code: 'RequestLimitExceeded', retryable: true } },
    });
  });

  it.each([
    ['names no image', { ImageId: undefined }, false],
    ['names what is no image', { ImageId: 'snap-1' }, false],
    ['has no state', { State: undefined }, true],
  ])('is a fault when the instance %s', async (_, over, retryable) => {
    tell(over);
    expect(await observe(['instance', 'image'])).toMatchObject({
      state: {
        instance: { kind: 'fault', operation: 'DescribeInstances', code: 'UnknownShape', retryable },
        image: { kind: 'fault', operation: 'DescribeInstances' },
      },
    });
  });
});

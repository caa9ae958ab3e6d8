import 'aws-sdk-client-mock-vitest/extend';
import { DescribeImportImageTasksCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import type { ImportTask } from '../../../lib/ports/images.ts';
import { awsError, handClock, ports, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const reader = ec2Images(ports(handClock('2026-03-01T10:00:00.000Z')));
const task = (): Promise<ImportTask> => reader.importTask(ref.account, ref.region, 'import-ami-1');

beforeEach(() => {
  mock.reset();
});

describe('an import task', () => {
  it('is asked for by its id', async () => {
    mock.on(DescribeImportImageTasksCommand).resolves({ ImportImageTasks: [] });
    expect(await task()).toEqual({ kind: 'unknown' });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeImportImageTasksCommand, {
      ImportTaskIds: ['import-ami-1'],
    });
  });

  it.each([
    [
      { Status: 'active', StatusMessage: 'booting' },
      { kind: 'active', status: 'booting' },
    ],
    [{ Status: 'active' }, { kind: 'active', status: 'active' }],
    [
      { Status: 'completed', ImageId: ref.image },
      { kind: 'completed', image: ref.image },
    ],
    [
      { Status: 'deleting', StatusMessage: 'ClientError: Unknown OS' },
      { kind: 'ended', status: 'deleting', message: 'ClientError: Unknown OS' },
    ],
    [{ Status: 'deleted' }, { kind: 'ended', status: 'deleted', message: null }],
  ])('%j', async (told, expected) => {
    mock.on(DescribeImportImageTasksCommand).resolves({ ImportImageTasks: [told] });
    expect(await task()).toEqual(expected);
  });

  it.each(['InvalidConversionTaskId', 'InvalidConversionTaskId.Malformed'])(
    'is unknown by %s',
    async (code) => {
      mock.on(DescribeImportImageTasksCommand).rejects(awsError(code, 'none'));
      expect(await task()).toEqual({ kind: 'unknown' });
    },
  );

  it.each([
    ['has no image when it is completed', { ImportImageTasks: [{ Status: 'completed' }] }],
    ['has a status that nobody knows', { ImportImageTasks: [{ Status: 'frozen' }] }],
    ['has no status', { ImportImageTasks: [{}] }],
    ['is not in a list', {}],
  ])('is a fault, to be asked for again, when it %s', async (_, answer) => {
    mock.on(DescribeImportImageTasksCommand).resolves(answer);
    await expect(task()).rejects.toMatchObject({ name: 'Fault', code: 'UnknownShape', retryable: true });
  });

  it('is a fault when it cannot be asked for', async () => {
    mock.on(DescribeImportImageTasksCommand).rejects(awsError('RequestLimitExceeded', 'slower', 503));
    await expect(task()).rejects.toMatchObject({ operation: 'DescribeImportImageTasks', retryable: true });
  });
});

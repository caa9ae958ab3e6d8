import { describe, expect, it } from 'vitest';
import { called, routed } from './routed.ts';

const arrives = (event: object): boolean => {
  const { router } = routed();
  router.publish('111122223333', 'eu-west-1', event);
  return router.counters.matched === 1;
};

const tagged = (...ids: readonly string[]): object => ({
  requestParameters: { resourcesSet: { items: ids.map((resourceId) => ({ resourceId })) } },
});

describe('what our own rules bring to the hub', () => {
  it.each([
    ['a new image', called('CreateImage')],
    ['a copy', called('CopyImage')],
    ['a registered image', called('RegisterImage')],
    ['a share', called('ModifyImageAttribute')],
    ['a reset', called('ResetImageAttribute')],
    ['a deregistration', called('DeregisterImage')],
    ['an image enabled', called('EnableImage')],
    ['an image disabled', called('DisableImage')],
    ['a shared snapshot', called('ModifySnapshotAttribute')],
    ['tags of an image', called('CreateTags', tagged('ami-0aaaaaaaaaaaaaaa1'))],
    [
      'tags of an image among others',
      called('DeleteTags', tagged('i-0aaaaaaaaaaaaaaa1', 'ami-0aaaaaaaaaaaaaaa1')),
    ],
    [
      'a share that EC2 could not finish',
      called('ModifyImageAttribute', { errorCode: 'Server.InternalError' }),
    ],
    [
      'a share that was refused',
      called('ModifyImageAttribute', { errorCode: 'Client.OperationNotPermitted' }),
    ],
    [
      'a deregistration that was denied',
      called('DeregisterImage', { errorCode: 'Client.UnauthorizedOperation' }),
    ],
    ['a launch', called('RunInstances')],
    ['an import', called('ImportImage')],
    ['an export', called('ExportImage')],
    ['a guard rail taken down', called('DisableImageBlockPublicAccess')],
    [
      'a root volume made of another image',
      called('CreateReplaceRootVolumeTask', {
        requestParameters: {
          CreateReplaceRootVolumeTaskRequest: {
            InstanceId: 'i-0aaaaaaaaaaaaaaa1',
            ImageId: 'ami-0aaaaaaaaaaaaaaa1',
          },
        },
      }),
    ],
    [
      'an image that became available',
      called('', {}, { 'detail-type': 'EC2 AMI State Change', detail: { State: 'available' } }),
    ],
  ])('%s', (_title, event) => {
    expect(arrives(event)).toBe(true);
  });
});

describe('what they leave where it is', () => {
  it.each([
    ['a launch that failed', called('RunInstances', { errorCode: 'Server.InsufficientInstanceCapacity' })],
    ['instances that end', called('TerminateInstances')],
    [
      'a root volume put back to what it was',
      called('CreateReplaceRootVolumeTask', {
        requestParameters: { CreateReplaceRootVolumeTaskRequest: { InstanceId: 'i-0aaaaaaaaaaaaaaa1' } },
      }),
    ],
    ['a look', called('DescribeImages')],
    ['tags of other things', called('CreateTags', tagged('i-0aaaaaaaaaaaaaaa1', 'vol-0aaaaaaaaaaaaaaa1'))],
    ['a dry run', called('ModifyImageAttribute', { errorCode: 'Client.DryRunOperation' })],
    ['a new image that EC2 refused', called('CreateImage', { errorCode: 'Client.InvalidParameterValue' })],
    [
      "Image Builder's call of the same name",
      called('CreateImage', { eventSource: 'imagebuilder.amazonaws.com' }),
    ],
    ['the state of an instance', called('', {}, { 'detail-type': 'EC2 Instance State-change Notification' })],
    ['an event that somebody made up', called('CreateImage', {}, { source: 'com.example' })],
  ])('%s', (_title, event) => {
    expect(arrives(event)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../../lib/sandbox/cloudtrail/record.ts';
import type { FinishedCall } from '../../../../lib/sandbox/wire/service.ts';
import { aCall, OPERATOR, WRITER } from './a-call.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';

const record = (call: FinishedCall) => recordOf(call, () => 'event-1');

const parameters = (operation: string, input: unknown) =>
  record(aCall(operation, input, { output: undefined }))?.['requestParameters'];

const response = (operation: string, output: unknown) =>
  record(aCall(operation, {}, { output }))?.['responseElements'];

describe('the record of a call', () => {
  it('says who did what, when, where, and how it was answered', () => {
    const call = aCall('DeregisterImage', { ImageId: IMAGE }, { output: { Return: true } });

    expect(record(call)).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: 'AIDAEXAMPLE',
        arn: 'arn:aws:iam::111122223333:user/operator',
        accountId: '111122223333',
        accessKeyId: '111122223333',
        userName: 'operator',
      },
      eventTime: '2024-11-05T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DeregisterImage',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '192.0.2.10',
      userAgent: 'aws-cli/2.17.0',
      requestParameters: { imageId: IMAGE },
      responseElements: { requestId: '11111111-2222-4333-8444-555555555555', _return: true },
      requestID: '11111111-2222-4333-8444-555555555555',
      eventID: 'event-1',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '111122223333',
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: 'ec2.eu-west-1.amazonaws.com',
      },
    });
  });

  it('names the role behind a session', () => {
    const call = aCall('DeregisterImage', { ImageId: IMAGE }, { output: { Return: true } }, WRITER);

    expect(record(call)?.['userIdentity']).toEqual({
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:ami-warden-remediate',
      arn: 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/ami-warden-remediate',
      accountId: '111122223333',
      accessKeyId: 'ASIAEXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: 'arn:aws:iam::111122223333:role/ami-warden-writer',
          accountId: '111122223333',
          userName: 'ami-warden-writer',
        },
        attributes: { creationDate: '2024-11-05T10:00:00Z', mfaAuthenticated: 'false' },
      },
    });
  });

  it('knows the root user', () => {
    const root = { ...OPERATOR, arn: 'arn:aws:iam::111122223333:root' };
    const call = aCall('EnableImage', { ImageId: IMAGE }, { output: { Return: true } }, root);

    expect(record(call)?.['userIdentity']).toMatchObject({ type: 'Root' });
  });

  it('names the service that calls on behalf of somebody', () => {
    const backup = { ...WRITER, invokedBy: 'backup.amazonaws.com' };

    expect(
      record(aCall('DisableImage', { ImageId: IMAGE }, { output: { Return: true } }, backup)),
    ).toMatchObject({
      userIdentity: { type: 'AssumedRole', invokedBy: 'backup.amazonaws.com' },
      sourceIPAddress: 'backup.amazonaws.com',
      userAgent: 'backup.amazonaws.com',
    });
  });

  it.each([
    ['a read', aCall('DescribeImages', {}, { output: {} })],
    [
      'a throttled call',
      aCall('DisableImage', { ImageId: IMAGE }, { refused: 'RequestLimitExceeded', status: 503 }),
    ],
    ['an unknown operation', aCall('PaintImage', {}, { output: {} })],
  ])('there is none of %s', (_what, call) => {
    expect(record(call)).toBeNull();
  });

  it('keeps the request of a refused call, with the code as CloudTrail writes it', () => {
    const input = { ImageId: IMAGE, LaunchPermission: { Add: [{ Group: 'all' }] } };
    const refused = record(aCall('ModifyImageAttribute', input, { refused: 'OperationNotPermitted' }));

    expect(refused).toMatchObject({
      errorCode: 'Client.OperationNotPermitted',
      errorMessage: 'no',
      requestParameters: {
        imageId: IMAGE,
        launchPermission: { add: { items: [{ group: 'all' }] } },
        attributeType: 'launchPermission',
      },
      responseElements: null,
    });
  });

  it('has no request where EC2 could not read it', () => {
    const refused = aCall(
      'ModifyImageAttribute',
      { ImageId: IMAGE },
      { refused: 'InvalidParameterCombination' },
    );

    expect(record(refused)?.['requestParameters']).toBeNull();
    expect(record({ ...refused, input: null })?.['requestParameters']).toBeNull();
  });

  it('drops a request of more than 100 KB', () => {
    const Add = Array.from({ length: 5_000 }, (_, n) => ({ UserId: String(100_000_000_000 + n) }));

    expect(parameters('ModifyImageAttribute', { ImageId: IMAGE, LaunchPermission: { Add } })).toBeNull();
    expect(
      parameters('ModifyImageAttribute', { ImageId: IMAGE, LaunchPermission: { Add: Add.slice(0, 1_000) } }),
    ).not.toBeNull();
  });
});

describe('an answer', () => {
  const launched = (count: number) => ({
    ReservationId: 'r-1',
    Instances: Array.from({ length: count }, (_, n) => ({
      InstanceId: `i-${String(n).padStart(8, '0')}`,
      ImageId: IMAGE,
      State: { Code: 0, Name: 'pending' },
      Tags: [{ Key: 'purpose', Value: 'x'.repeat(200) }],
    })),
  });

  it('of more than 100 KB is dropped', () => {
    expect(response('RunInstances', launched(1_000))).toBeNull();
    expect(response('RunInstances', launched(100))).not.toBeNull();
  });
});

describe('the old dialect', () => {
  it('writes the instances of a launch', () => {
    const input = { ImageId: IMAGE, MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' };
    const answer = {
      ReservationId: 'r-0aaaaaaaaaaaaaaa1',
      OwnerId: '012345678901',
      Instances: [{ InstanceId: 'i-0aaaaaaaaaaaaaaa1', ImageId: IMAGE, State: { Code: 0, Name: 'pending' } }],
    };

    expect(parameters('RunInstances', input)).toEqual({
      instancesSet: { items: [{ imageId: IMAGE, minCount: 1, maxCount: 1 }] },
      instanceType: 't3.micro',
      blockDeviceMapping: {},
    });
    expect(response('RunInstances', answer)).toEqual({
      requestId: '11111111-2222-4333-8444-555555555555',
      reservationId: 'r-0aaaaaaaaaaaaaaa1',
      ownerId: '012345678901',
      instancesSet: {
        items: [
          { instanceId: 'i-0aaaaaaaaaaaaaaa1', imageId: IMAGE, instanceState: { code: 0, name: 'pending' } },
        ],
      },
    });
  });

  it('writes launch permissions of all four kinds, added and removed', () => {
    const arn = 'arn:aws:organizations::123456789012:organization/o-exampleorg1';
    const unit = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';
    const input = {
      ImageId: IMAGE,
      LaunchPermission: {
        Add: [{ Group: 'all' }, { UserId: '012345678901' }],
        Remove: [{ OrganizationArn: arn }, { OrganizationalUnitArn: unit }],
      },
    };

    expect(parameters('ModifyImageAttribute', input)).toEqual({
      imageId: IMAGE,
      launchPermission: {
        add: { items: [{ group: 'all' }, { userId: '012345678901' }] },
        remove: { items: [{ organizationArn: arn }, { organizationalUnitArn: unit }] },
      },
      attributeType: 'launchPermission',
    });
  });

  it('writes the older form of the request as the newer', () => {
    const input = {
      ImageId: IMAGE,
      Attribute: 'launchPermission',
      OperationType: 'remove',
      UserIds: ['444455556666'],
      UserGroups: ['all'],
    };

    expect(parameters('ModifyImageAttribute', input)).toEqual({
      imageId: IMAGE,
      launchPermission: { remove: { items: [{ group: 'all' }, { userId: '444455556666' }] } },
      attributeType: 'launchPermission',
    });
  });

  it('writes a description, in either form', () => {
    const wanted = { imageId: IMAGE, description: { value: 'base' }, attributeType: 'description' };

    expect(parameters('ModifyImageAttribute', { ImageId: IMAGE, Description: { Value: 'base' } })).toEqual(
      wanted,
    );
    expect(
      parameters('ModifyImageAttribute', { ImageId: IMAGE, Attribute: 'description', Value: 'base' }),
    ).toEqual(wanted);
  });

  it('writes an image that is registered', () => {
    const input = {
      Name: 'golden-web',
      Architecture: 'x86_64',
      RootDeviceName: '/dev/xvda',
      EnaSupport: true,
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0aaaaaaaaaaaaaaa1', VolumeSize: 8 } },
      ],
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'Name', Value: 'golden-web' }] }],
    };

    expect(parameters('RegisterImage', input)).toEqual({
      name: 'golden-web',
      architecture: 'x86_64',
      rootDeviceName: '/dev/xvda',
      enaSupport: true,
      blockDeviceMapping: {
        items: [{ deviceName: '/dev/xvda', ebs: { snapshotId: 'snap-0aaaaaaaaaaaaaaa1', volumeSize: 8 } }],
      },
      tagSpecificationSet: {
        items: [{ resourceType: 'image', tags: [{ key: 'Name', value: 'golden-web' }] }],
      },
    });
    expect(response('RegisterImage', { ImageId: IMAGE })).toEqual({
      requestId: '11111111-2222-4333-8444-555555555555',
      imageId: IMAGE,
    });
  });

  it('writes tags of several resources', () => {
    const input = { Resources: [IMAGE, 'snap-0aaaaaaaaaaaaaaa1'], Tags: [{ Key: 'env', Value: 'prod' }] };

    expect(parameters('CreateTags', input)).toEqual({
      resourcesSet: { items: [{ resourceId: IMAGE }, { resourceId: 'snap-0aaaaaaaaaaaaaaa1' }] },
      tagSet: { items: [{ key: 'env', value: 'prod' }] },
    });
    expect(response('CreateTags', undefined)).toEqual({
      requestId: '11111111-2222-4333-8444-555555555555',
      _return: true,
    });
  });

  it('writes the permissions of a snapshot', () => {
    const input = {
      SnapshotId: 'snap-0aaaaaaaaaaaaaaa1',
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      GroupNames: ['all'],
    };

    expect(parameters('ModifySnapshotAttribute', input)).toEqual({
      snapshotId: 'snap-0aaaaaaaaaaaaaaa1',
      createVolumePermission: { add: { items: [{ group: 'all' }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    });
  });

  it('writes the snapshots that went with an image, and times as milliseconds', () => {
    expect(
      response('DeregisterImage', {
        Return: true,
        DeleteSnapshotResults: [{ SnapshotId: 'snap-0aaaaaaaaaaaaaaa1', ReturnCode: 'success' }],
      }),
    ).toMatchObject({
      _return: true,
      deleteSnapshotResultSet: { items: [{ snapshotId: 'snap-0aaaaaaaaaaaaaaa1', returnCode: 'success' }] },
    });
    expect(
      response('CreateSnapshot', {
        SnapshotId: 'snap-1',
        StartTime: new Date('2024-11-05T10:00:00Z'),
        Tags: [],
      }),
    ).toMatchObject({ snapshotId: 'snap-1', startTime: 1730800800000, tagSet: {} });
  });
});

describe('the new dialect', () => {
  it('writes a root volume that is replaced', () => {
    const input = { InstanceId: 'i-0aaaaaaaaaaaaaaa1', ImageId: IMAGE };
    const task = { InstanceId: 'i-0aaaaaaaaaaaaaaa1', ImageId: IMAGE, TaskState: 'pending' };

    expect(parameters('CreateReplaceRootVolumeTask', input)).toEqual({
      CreateReplaceRootVolumeTaskRequest: input,
    });
    expect(response('CreateReplaceRootVolumeTask', { ReplaceRootVolumeTask: task })).toEqual({
      CreateReplaceRootVolumeTaskResponse: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        requestId: '11111111-2222-4333-8444-555555555555',
        replaceRootVolumeTask: { instanceId: 'i-0aaaaaaaaaaaaaaa1', imageId: IMAGE, taskState: 'pending' },
      },
    });
  });

  it('writes where an image goes', () => {
    const location = { S3Bucket: 'example-images', S3Prefix: 'out/' };

    expect(parameters('CreateStoreImageTask', { ImageId: IMAGE, Bucket: 'example-images' })).toEqual({
      CreateStoreImageTaskRequest: { ImageId: IMAGE, Bucket: 'example-images' },
    });
    expect(
      parameters('ExportImage', { ImageId: IMAGE, DiskImageFormat: 'VMDK', S3ExportLocation: location }),
    ).toEqual({
      ExportImageRequest: { ImageId: IMAGE, DiskImageFormat: 'VMDK', S3ExportLocation: location },
    });
  });

  it('wraps the request and the answer', () => {
    const call = aCall('DisableImage', { ImageId: IMAGE }, { output: { Return: true } });

    expect(record(call)).toMatchObject({
      requestParameters: { DisableImageRequest: { ImageId: IMAGE } },
      responseElements: {
        DisableImageResponse: {
          xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
          requestId: '11111111-2222-4333-8444-555555555555',
          return: true,
        },
      },
    });
  });

  it('writes a request without parameters as an empty text', () => {
    expect(parameters('DisableImageBlockPublicAccess', {})).toEqual({
      DisableImageBlockPublicAccessRequest: '',
    });
  });

  it('collapses a list of one, and numbers the elements', () => {
    const criteria = (ImageProviders: string[]) => ({ ImageCriteria: [{ ImageProviders }] });

    expect(parameters('ReplaceImageCriteriaInAllowedImagesSettings', criteria(['amazon']))).toEqual({
      ReplaceImageCriteriaInAllowedImagesSettingsRequest: {
        ImageCriterion: { ImageProvider: { content: 'amazon', tag: 1 }, tag: 1 },
      },
    });
    expect(
      parameters('ReplaceImageCriteriaInAllowedImagesSettings', criteria(['amazon', '222233334444'])),
    ).toEqual({
      ReplaceImageCriteriaInAllowedImagesSettingsRequest: {
        ImageCriterion: {
          ImageProvider: [
            { content: 'amazon', tag: 1 },
            { content: 222233334444, tag: 2 },
          ],
          tag: 1,
        },
      },
    });
  });

  it('loses the leading zeros of an account id', () => {
    const answer = { Snapshots: [{ SnapshotId: 'snap-1', OwnerId: '012345678901', Tags: [] }] };

    expect(response('CreateSnapshots', answer)).toMatchObject({
      CreateSnapshotsResponse: {
        snapshotSet: { item: { snapshotId: 'snap-1', ownerId: 12345678901, tagSet: '' } },
      },
    });
  });

  it('keeps the wrapped request of a call that could not be read', () => {
    const refused = aCall('EnableImage', { ImageId: 'ami-x' }, { refused: 'InvalidAMIID.Malformed' });

    expect(record(refused)?.['requestParameters']).toEqual({ EnableImageRequest: { ImageId: 'ami-x' } });
  });
});

import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../lib/events/parse.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { createTrail } from '../../../../lib/sandbox/cloudtrail/trail.ts';
import { aCall } from './a-call.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const INSTANCE = 'i-0aaaaaaaaaaaaaaa1';

const aTrail = () => {
  const sent: { account: string; region: string; envelope: object }[] = [];
  const trail = createTrail({
    seed: 3,
    sink: (account, region, envelope) => sent.push({ account, region, envelope }),
  });
  return { sent, trail };
};

describe('the trail', () => {
  it("wraps a record for the default bus of the call's account and region", () => {
    const { sent, trail } = aTrail();
    trail.observe(aCall('DisableImage', { ImageId: IMAGE }, { output: { Return: true } }));

    expect(sent).toMatchObject([
      {
        account: '111122223333',
        region: 'eu-west-1',
        envelope: {
          version: '0',
          'detail-type': 'AWS API Call via CloudTrail',
          source: 'aws.ec2',
          account: '111122223333',
          time: '2024-11-05T10:00:00Z',
          region: 'eu-west-1',
          resources: [],
          detail: { eventName: 'DisableImage' },
        },
      },
    ]);
  });

  it('sends nothing for what CloudTrail does not record', () => {
    const { sent, trail } = aTrail();
    trail.observe(aCall('DescribeImages', {}, { output: {} }));

    expect(sent).toEqual([]);
  });

  it('tells of a change of state as EC2 does', () => {
    const { sent, trail } = aTrail();
    trail.announce({
      account: AccountId.parse('111122223333'),
      region: Region.parse('us-east-1'),
      image: IMAGE,
      state: 'failed',
      requestId: 'request-1',
      message: 'no key',
      at: new Date('2024-11-05T10:00:03Z'),
    });

    expect(sent).toMatchObject([
      {
        envelope: {
          'detail-type': 'EC2 AMI State Change',
          resources: [`arn:aws:ec2:us-east-1::image/${IMAGE}`],
          detail: { RequestId: 'request-1', ImageId: IMAGE, State: 'failed', ErrorMessage: 'no key' },
        },
      },
    ]);
  });

  it('gives the same ids for the same seed, whatever is read in between', () => {
    const ids = (reads: number) => {
      const { sent, trail } = aTrail();
      for (let read = 0; read < reads; read += 1) trail.observe(aCall('DescribeImages', {}, { output: {} }));
      trail.observe(aCall('DisableImage', { ImageId: IMAGE }, { output: { Return: true } }));
      return JSON.stringify(sent);
    };

    expect(ids(0)).toBe(ids(5));
  });
});

describe('what the guard reads from it', () => {
  it.each([
    ['ModifyImageAttribute', { ImageId: IMAGE, LaunchPermission: { Add: [{ Group: 'all' }] } }, undefined],
    ['ResetImageAttribute', { ImageId: IMAGE, Attribute: 'launchPermission' }, undefined],
    ['RegisterImage', { Name: 'golden' }, { ImageId: IMAGE }],
    ['CopyImage', { Name: 'golden', SourceImageId: IMAGE, SourceRegion: 'us-east-1' }, { ImageId: IMAGE }],
    ['CreateImage', { Name: 'golden', InstanceId: 'i-0aaaaaaaaaaaaaaa1' }, { ImageId: IMAGE }],
    ['DeregisterImage', { ImageId: IMAGE }, { Return: true }],
    ['EnableImage', { ImageId: IMAGE }, { Return: true }],
    ['DisableImage', { ImageId: IMAGE }, { Return: true }],
    ['CreateTags', { Resources: [IMAGE], Tags: [{ Key: 'a', Value: 'b' }] }, undefined],
    ['DeleteTags', { Resources: [IMAGE], Tags: [{ Key: 'a' }] }, undefined],
    [
      'EnableImageDeprecation',
      { ImageId: IMAGE, DeprecateAt: new Date('2025-01-01T00:00:00Z') },
      { Return: true },
    ],
    ['RestoreImageFromRecycleBin', { ImageId: IMAGE }, { Return: true }],
  ])('%s is a change of the image', (operation, input, output) => {
    const { sent, trail } = aTrail();
    trail.observe(aCall(operation, input, { output }));

    expect(sent.map(({ envelope }) => parseEvent(envelope))).toMatchObject([
      { kind: 'change', event: operation, account: '111122223333', region: 'eu-west-1', images: [IMAGE] },
    ]);
  });

  it.each([
    [
      'RunInstances',
      { ImageId: IMAGE, MinCount: 1, MaxCount: 1 },
      { Instances: [{ InstanceId: INSTANCE, ImageId: IMAGE }] },
      { instances: [{ instance: INSTANCE, image: IMAGE }], detail: { kind: 'launched' } },
    ],
    [
      'CreateReplaceRootVolumeTask',
      { InstanceId: INSTANCE, ImageId: IMAGE },
      { ReplaceRootVolumeTask: { InstanceId: INSTANCE, ImageId: IMAGE, TaskState: 'pending' } },
      { instances: [{ instance: INSTANCE, image: IMAGE }], detail: { kind: 'launched' } },
    ],
    [
      'CreateStoreImageTask',
      { ImageId: IMAGE, Bucket: 'example-images' },
      { ObjectKey: `${IMAGE}.bin` },
      { images: [IMAGE], detail: { kind: 'exported', how: 'store', bucket: 'example-images' } },
    ],
    [
      'ExportImage',
      { ImageId: IMAGE, DiskImageFormat: 'VMDK', S3ExportLocation: { S3Bucket: 'example-images' } },
      { ExportImageTaskId: 'export-ami-0aaaaaaaaaaaaaaa1', ImageId: IMAGE },
      { images: [IMAGE], detail: { kind: 'exported', how: 'export', bucket: 'example-images' } },
    ],
    [
      'ImportImage',
      { DiskContainers: [{ Format: 'ova' }] },
      { ImportTaskId: 'import-ami-0aaaaaaaaaaaaaaa1', Status: 'active' },
      {
        detail: {
          kind: 'importing',
          task: 'import-ami-0aaaaaaaaaaaaaaa1',
          since: '2024-11-05T10:00:00.000Z',
        },
      },
    ],
    [
      'ModifySnapshotAttribute',
      { SnapshotId: 'snap-0aaaaaaaaaaaaaaa1', OperationType: 'add', GroupNames: ['all'] },
      undefined,
      {
        snapshots: ['snap-0aaaaaaaaaaaaaaa1'],
        touches: ['snapshotSharing'],
        detail: { kind: 'snapshot-shared', added: [{ kind: 'public' }], removed: [] },
      },
    ],
    [
      'ModifyImageAttribute',
      {
        ImageId: IMAGE,
        LaunchPermission: {
          Add: Array.from({ length: 5_000 }, (_, n) => ({ UserId: String(100_000_000_000 + n) })),
        },
      },
      undefined,
      { images: [], detail: { kind: 'unseen' } },
    ],
    [
      'EnableImageBlockPublicAccess',
      { ImageBlockPublicAccessState: 'block-new-sharing' },
      { ImageBlockPublicAccessState: 'block-new-sharing' },
      { touches: ['imageBlockPublicAccess'], detail: { kind: 'guardrail', to: 'block-new-sharing' } },
    ],
    [
      'DisableImageBlockPublicAccess',
      {},
      { ImageBlockPublicAccessState: 'unblocked' },
      { touches: ['imageBlockPublicAccess'], detail: { kind: 'guardrail', to: 'unblocked' } },
    ],
    [
      'EnableSnapshotBlockPublicAccess',
      { State: 'block-all-sharing' },
      { State: 'block-all-sharing' },
      { touches: ['snapshotBlockPublicAccess'], detail: { kind: 'guardrail', to: 'block-all-sharing' } },
    ],
    [
      'DisableSnapshotBlockPublicAccess',
      {},
      { State: 'unblocked' },
      { touches: ['snapshotBlockPublicAccess'], detail: { kind: 'guardrail', to: 'unblocked' } },
    ],
    [
      'EnableAllowedImagesSettings',
      { AllowedImagesSettingsState: 'audit-mode' },
      { AllowedImagesSettingsState: 'audit-mode' },
      { touches: ['allowedImages'], detail: { kind: 'guardrail', to: 'audit-mode' } },
    ],
    [
      'ReplaceImageCriteriaInAllowedImagesSettings',
      { ImageCriteria: [{ ImageProviders: ['amazon'] }] },
      { ReturnValue: true },
      { touches: ['allowedImages'], detail: { kind: 'guardrail', to: null } },
    ],
    [
      'DisableAllowedImagesSettings',
      {},
      { AllowedImagesSettingsState: 'disabled' },
      { touches: ['allowedImages'], detail: { kind: 'guardrail', to: 'disabled' } },
    ],
    [
      'EnableEbsEncryptionByDefault',
      {},
      { EbsEncryptionByDefault: true },
      { touches: ['ebsEncryption'], detail: { kind: 'guardrail', to: 'enabled' } },
    ],
    [
      'DisableEbsEncryptionByDefault',
      {},
      { EbsEncryptionByDefault: false },
      { touches: ['ebsEncryption'], detail: { kind: 'guardrail', to: 'disabled' } },
    ],
  ])('%s says what it did', (operation, input, output, said) => {
    const { sent, trail } = aTrail();
    trail.observe(aCall(operation, input, { output }));

    expect(sent.map(({ envelope }) => parseEvent(envelope))).toMatchObject([
      { kind: 'change', event: operation, outcome: { kind: 'done' }, ...said },
    ]);
  });
});

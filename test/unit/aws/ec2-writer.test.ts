import 'aws-sdk-client-mock-vitest/extend';
import {
  CopyImageCommand,
  CreateImageUsageReportCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  DisableEbsEncryptionByDefaultCommand,
  DisableImageBlockPublicAccessCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  DisableSnapshotBlockPublicAccessCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  EnableImageBlockPublicAccessCommand,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  EnableSnapshotBlockPublicAccessCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  RestoreImageFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { RequestServiceQuotaIncreaseCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Writer } from '../../../lib/aws/ec2-writer.ts';
import { AccountId, ImageId, OrganizationId, SnapshotId, UnitId } from '../../../lib/model/ids.ts';
import type { Write } from '../../../lib/model/plan.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const quotas = mockClient(ServiceQuotasClient);
const asked: string[] = [];
const writer = ec2Writer({
  clients: (account, region) => {
    asked.push(`ec2 ${account}/${region}`);
    return Promise.resolve(new EC2Client(dummy));
  },
  quotas: (account, region) => {
    asked.push(`quotas ${account}/${region}`);
    return Promise.resolve(new ServiceQuotasClient(dummy));
  },
});
const place = { account: ref.account, region: ref.region };
const IMAGE = 'ami-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-east-1:111122223333:alias/ami-default';
const copy = ImageId.parse('ami-0ccccccccccccccc1');
const snapshot = SnapshotId.parse('snap-0123456789abcdef0');

const everybody: Principal = { kind: 'public' };
const partner: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
const organization: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-partner1234'),
  arn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
};
const unit: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-exampleorg1'),
  unit: UnitId.parse('ou-ab12-prod0001'),
  arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
};

beforeEach(() => {
  mock.reset();
  quotas.reset();
  asked.length = 0;
});

const sent = () => mock.calls().map((call) => [call.args[0].constructor.name, call.args[0].input]);

describe('changing a launch permission', () => {
  it('removes exactly the principals named, of all four kinds, in one call', async () => {
    mock.on(ModifyImageAttributeCommand).resolves({ $metadata: { requestId: 'r-1' } });
    const remove = [everybody, partner, organization, unit];
    expect(await writer.send(ref, { kind: 'launch-permission', add: [], remove })).toEqual({
      requestId: 'r-1',
    });
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      {
        ImageId: 'ami-0123456789abcdef0',
        LaunchPermission: {
          Remove: [
            { Group: 'all' },
            { UserId: '012345678901' },
            { OrganizationArn: 'arn:aws:organizations::888877776666:organization/o-partner1234' },
            {
              OrganizationalUnitArn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
            },
          ],
        },
      },
    ]);
  });

  it('adds and removes in the same call', async () => {
    mock.on(ModifyImageAttributeCommand).resolves({ $metadata: {} });
    const answer = await writer.send(ref, { kind: 'launch-permission', add: [partner], remove: [everybody] });
    expect(answer).toEqual({ requestId: null });
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      {
        ImageId: 'ami-0123456789abcdef0',
        LaunchPermission: { Add: [{ UserId: '012345678901' }], Remove: [{ Group: 'all' }] },
      },
    ]);
  });

  it.each([
    ['an empty change', [], [], 'EmptyChange'],
    ['one principal on both sides', [partner, everybody], [partner], 'ContradictoryChange'],
  ] as const)('refuses %s without a call', async (_, add, remove, code) => {
    const refused = writer.send(ref, { kind: 'launch-permission', add, remove });
    await expect(refused).rejects.toMatchObject({
      operation: 'ModifyImageAttribute',
      code,
      retryable: false,
    });
    expect(mock.calls()).toHaveLength(0);
  });

  it.each([
    ['UnauthorizedOperation', 403, false],
    ['InvalidAMIID.NotFound', 400, false],
    ['RequestLimitExceeded', 503, true],
  ])('says of %s whether trying again may help', async (code, status, retryable) => {
    mock.on(ModifyImageAttributeCommand).rejects(awsError(code, 'no', status));
    const failed = writer.send(ref, { kind: 'launch-permission', add: [], remove: [everybody] });
    await expect(failed).rejects.toMatchObject({ operation: 'ModifyImageAttribute', code, retryable });
  });
});

const answer = { $metadata: { requestId: 'r-7' } };

// Every write but those of the launch permission, with the one request that it is.
const WRITES: readonly (readonly [Write, string, object])[] = [
  [
    { kind: 'snapshot-permission', snapshot, add: [], remove: [everybody, partner] },
    'ModifySnapshotAttributeCommand',
    {
      SnapshotId: 'snap-0123456789abcdef0',
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { Remove: [{ Group: 'all' }, { UserId: '012345678901' }] },
    },
  ],
  [
    { kind: 'snapshot-permission', snapshot, add: [partner], remove: [everybody] },
    'ModifySnapshotAttributeCommand',
    {
      SnapshotId: 'snap-0123456789abcdef0',
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { Add: [{ UserId: '012345678901' }], Remove: [{ Group: 'all' }] },
    },
  ],
  [
    { kind: 'tags', set: { Owner: 'team@example.com', CostCenter: '4711' }, remove: {} },
    'CreateTagsCommand',
    {
      Resources: [IMAGE],
      Tags: [
        { Key: 'Owner', Value: 'team@example.com' },
        { Key: 'CostCenter', Value: '4711' },
      ],
    },
  ],
  [
    { kind: 'tags', set: {}, remove: { Owner: 'team@example.com' } },
    'DeleteTagsCommand',
    { Resources: [IMAGE], Tags: [{ Key: 'Owner', Value: 'team@example.com' }] },
  ],
  [
    { kind: 'deprecation', at: '2027-01-15T08:30:00.000Z' },
    'EnableImageDeprecationCommand',
    { ImageId: IMAGE, DeprecateAt: new Date('2027-01-15T08:30:00.000Z') },
  ],
  [{ kind: 'deprecation', at: null }, 'DisableImageDeprecationCommand', { ImageId: IMAGE }],
  [{ kind: 'availability', to: 'disabled' }, 'DisableImageCommand', { ImageId: IMAGE }],
  [{ kind: 'availability', to: 'available' }, 'EnableImageCommand', { ImageId: IMAGE }],
  // The snapshots stay: DeleteAssociatedSnapshots is nowhere.
  [{ kind: 'registration', to: 'deregistered', keptDays: 7 }, 'DeregisterImageCommand', { ImageId: IMAGE }],
  [{ kind: 'registration', to: 'restored' }, 'RestoreImageFromRecycleBinCommand', { ImageId: IMAGE }],
  [
    {
      kind: 'copy',
      key: KEY,
      then: 'disable',
      deregisterAfter: null,
      as: { name: 'web-encrypted-1a2b3c4d', token: '1a2b3c4d' },
    },
    'CopyImageCommand',
    {
      SourceImageId: IMAGE,
      SourceRegion: ref.region,
      Name: 'web-encrypted-1a2b3c4d',
      ClientToken: '1a2b3c4d',
      Encrypted: true,
      KmsKeyId: KEY,
      CopyImageTags: true,
      TagSpecifications: [
        { ResourceType: 'image', Tags: [{ Key: 'ami-warden:copy-of', Value: IMAGE }] },
        { ResourceType: 'snapshot', Tags: [{ Key: 'ami-warden:copy-of', Value: IMAGE }] },
      ],
    },
  ],
  [
    { kind: 'copy-permission', copy, add: [partner], remove: [] },
    'ModifyImageAttributeCommand',
    { ImageId: copy, LaunchPermission: { Add: [{ UserId: '012345678901' }] } },
  ],
  [
    { kind: 'copy-removal', copy, snapshots: true },
    'DeregisterImageCommand',
    { ImageId: copy, DeleteAssociatedSnapshots: true },
  ],
  [{ kind: 'copy-removal', copy, snapshots: false }, 'DeregisterImageCommand', { ImageId: copy }],
  [
    { kind: 'usage-report', since: '2026-11-20T00:00:00.000Z' },
    'CreateImageUsageReportCommand',
    {
      ImageId: IMAGE,
      ResourceTypes: [
        { ResourceType: 'ec2:Instance' },
        {
          ResourceType: 'ec2:LaunchTemplate',
          ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['10000'] }],
        },
        { ResourceType: 'imagebuilder:ImageRecipe' },
        { ResourceType: 'imagebuilder:ContainerRecipe' },
      ],
    },
  ],
  [
    { kind: 'guardrail', guardrail: 'imageBlockPublicAccess', to: 'block-new-sharing' },
    'EnableImageBlockPublicAccessCommand',
    { ImageBlockPublicAccessState: 'block-new-sharing' },
  ],
  [
    { kind: 'guardrail', guardrail: 'imageBlockPublicAccess', to: 'unblocked' },
    'DisableImageBlockPublicAccessCommand',
    {},
  ],
  [
    { kind: 'guardrail', guardrail: 'snapshotBlockPublicAccess', to: 'block-new-sharing' },
    'EnableSnapshotBlockPublicAccessCommand',
    { State: 'block-new-sharing' },
  ],
  [
    { kind: 'guardrail', guardrail: 'snapshotBlockPublicAccess', to: 'block-all-sharing' },
    'EnableSnapshotBlockPublicAccessCommand',
    { State: 'block-all-sharing' },
  ],
  [
    { kind: 'guardrail', guardrail: 'snapshotBlockPublicAccess', to: 'unblocked' },
    'DisableSnapshotBlockPublicAccessCommand',
    {},
  ],
  [
    { kind: 'guardrail', guardrail: 'ebsEncryption', to: 'enabled' },
    'EnableEbsEncryptionByDefaultCommand',
    {},
  ],
  [
    { kind: 'guardrail', guardrail: 'ebsEncryption', to: 'disabled' },
    'DisableEbsEncryptionByDefaultCommand',
    {},
  ],
];

const COMMANDS = [
  CopyImageCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  EnableImageDeprecationCommand,
  DisableImageDeprecationCommand,
  DisableImageCommand,
  EnableImageCommand,
  DeregisterImageCommand,
  RestoreImageFromRecycleBinCommand,
  CreateImageUsageReportCommand,
  EnableImageBlockPublicAccessCommand,
  DisableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  DisableSnapshotBlockPublicAccessCommand,
  EnableEbsEncryptionByDefaultCommand,
  DisableEbsEncryptionByDefaultCommand,
];

describe('every other write', () => {
  it.each(WRITES)('%j is one request of exactly what it names', async (write, command, input) => {
    mock.onAnyCommand().resolves(answer);
    expect(await writer.send(ref, write)).toEqual({ requestId: 'r-7' });
    expect(sent()).toEqual([[command, input]]);
    expect(asked).toEqual(['ec2 222233334444/eu-west-1']);
  });

  it('has been sent once by this list', () => {
    expect([...new Set(WRITES.map(([, command]) => command))].toSorted()).toEqual(
      COMMANDS.map(({ name }) => name).toSorted(),
    );
  });

  it.each(WRITES)('%j tells of a throttle, of which a later try may make something', async (write) => {
    mock.onAnyCommand().rejects(awsError('RequestLimitExceeded', 'slower', 503));
    await expect(writer.send(ref, write)).rejects.toMatchObject({
      name: 'Fault',
      code: 'RequestLimitExceeded',
      retryable: true,
    });
  });

  it.each(WRITES)('%j tells of a denial for good, by the name of the operation', async (write, command) => {
    mock.onAnyCommand().rejects(awsError('UnauthorizedOperation', 'not you', 403));
    await expect(writer.send(ref, write)).rejects.toMatchObject({
      operation: command.replace('Command', ''),
      code: 'UnauthorizedOperation',
      retryable: false,
    });
  });

  it.each(WRITES.filter(([{ kind }]) => kind !== 'guardrail' && kind !== 'snapshot-permission'))(
    '%j is refused without a call where there is no image',
    async (write) => {
      await expect(writer.send(place, write)).rejects.toMatchObject({
        code: 'WrongSubject',
        retryable: false,
      });
      expect(mock.calls()).toHaveLength(0);
    },
  );

  it('a guard rail is one of an account-region', async () => {
    mock.on(EnableEbsEncryptionByDefaultCommand).resolves(answer);
    const write: Write = { kind: 'guardrail', guardrail: 'ebsEncryption', to: 'enabled' };
    expect(await writer.send(place, write)).toEqual({ requestId: 'r-7' });
  });
});

describe('what nobody should ask for', () => {
  it.each([
    ['no tags at all', { kind: 'tags', set: {}, remove: {} }, 'EmptyChange'],
    ['tags set and removed at once', { kind: 'tags', set: { a: '1' }, remove: { b: '1' } }, 'TwoChanges'],
    ['a tag of AWS to be set', { kind: 'tags', set: { 'aws:x': '1' }, remove: {} }, 'ReservedTag'],
    ['a tag of AWS to be removed', { kind: 'tags', set: {}, remove: { 'AWS:x': '1' } }, 'ReservedTag'],
    [
      'a snapshot shared with a unit',
      { kind: 'snapshot-permission', snapshot, add: [unit], remove: [] },
      'WrongPrincipal',
    ],
    [
      'an empty change of a snapshot',
      { kind: 'snapshot-permission', snapshot, add: [], remove: [] },
      'EmptyChange',
    ],
    [
      'a contradiction on a snapshot',
      { kind: 'snapshot-permission', snapshot, add: [partner], remove: [partner] },
      'ContradictoryChange',
    ],
    [
      'a state that images’ block public access does not have',
      { kind: 'guardrail', guardrail: 'imageBlockPublicAccess', to: 'block-all-sharing' },
      'UnknownState',
    ],
    [
      'a state that snapshots’ does not have',
      { kind: 'guardrail', guardrail: 'snapshotBlockPublicAccess', to: 'enabled' },
      'UnknownState',
    ],
    [
      'a state that encryption does not have',
      { kind: 'guardrail', guardrail: 'ebsEncryption', to: '' },
      'UnknownState',
    ],
  ] as const)('%s is refused without a call', async (_, write, code) => {
    await expect(writer.send(ref, write)).rejects.toMatchObject({ code, retryable: false });
    expect(mock.calls()).toHaveLength(0);
  });
});

describe('asking for a larger quota', () => {
  it.each([
    ['amis', 'ec2', 'L-B665C33B'],
    ['public-amis', 'ec2', 'L-0E3CBAB9'],
    ['ami-shares', 'ec2', 'L-70015FFA'],
    ['snapshots', 'ebs', 'L-309BACF6'],
  ] as const)(
    'of %s is one request to Service Quotas, in the account and region',
    async (quota, service, code) => {
      quotas.on(RequestServiceQuotaIncreaseCommand).resolves(answer);
      expect(await writer.send(place, { kind: 'quota-request', quota, to: 2000 })).toEqual({
        requestId: 'r-7',
      });
      expect(quotas.calls().map((call) => call.args[0].input)).toEqual([
        { ServiceCode: service, QuotaCode: code, DesiredValue: 2000 },
      ]);
      expect(asked).toEqual(['quotas 222233334444/eu-west-1']);
    },
  );

  it('a second one is refused by AWS, for good', async () => {
    quotas
      .on(RequestServiceQuotaIncreaseCommand)
      .rejects(awsError('ResourceAlreadyExistsException', 'Only one open request is allowed'));
    await expect(writer.send(place, { kind: 'quota-request', quota: 'amis', to: 1 })).rejects.toMatchObject({
      operation: 'RequestServiceQuotaIncrease',
      code: 'ResourceAlreadyExistsException',
      retryable: false,
    });
  });
});

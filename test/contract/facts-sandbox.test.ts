import {
  AttachImageWatermarkCommand,
  CopyImageCommand,
  CreateStoreImageTaskCommand,
  ExportImageCommand,
  RegisterImageCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { IMAGE_FACTS } from '../../lib/model/subject-facts.ts';
import { account, base, frozenSandbox, hardened, region } from './frozen-sandbox.ts';
import { sandboxMembers } from './sandbox-members.ts';

const world = frozenSandbox();

describe('every fact of an image', () => {
  it('is read under the reader role', async () => {
    expect(await world.state(hardened, ...IMAGE_FACTS)).toEqual({
      ref: hardened,
      observedAt: '2026-03-01T10:00:00.000Z',
      image: { kind: 'known', value: expect.objectContaining({ owner: account, watermarks: [] }) as unknown },
      launchPermission: { kind: 'known', value: [expect.objectContaining({ kind: 'organization' })] },
      snapshots: {
        kind: 'known',
        value: [
          { snapshot: SEED.encryptedSnapshot, owner: account, encrypted: true, kmsKey: SEED.goldenKey },
        ],
      },
      snapshotSharing: {
        kind: 'known',
        value: [{ snapshot: SEED.encryptedSnapshot, principals: [] }],
      },
      keyAliases: {
        kind: 'known',
        value: [{ key: SEED.goldenKey, aliases: ['alias/golden-images', 'alias/ami-default'] }],
      },
      references: {
        kind: 'known',
        value: [
          {
            resourceType: 'ec2:Instance',
            arn: `arn:aws:ec2:us-east-1:111122223333:instance/${SEED.instance}`,
          },
          {
            resourceType: 'ec2:LaunchTemplate',
            arn: 'arn:aws:ec2:us-east-1:111122223333:launch-template/lt-0aaaaaaaaaaaaaaa1',
          },
          {
            resourceType: 'ssm:Parameter',
            arn: 'arn:aws:ssm:us-east-1:111122223333:parameter/golden/hardened/latest',
          },
        ],
      },
      ancestry: { kind: 'known', value: { ancestors: [], complete: true } },
      exports: { kind: 'known', value: [] },
      shareQuota: { kind: 'known', value: 1000 },
    });
    expect(world.asked()).toEqual([
      'AssumeRole',
      'DescribeExportImageTasks',
      'DescribeImageAttribute',
      'DescribeImageReferences',
      'DescribeImages',
      'DescribeSnapshotAttribute',
      'DescribeSnapshots',
      'DescribeStoreImageTasks',
      'GetAWSDefaultServiceQuota',
      'GetImageAncestry',
      'GetServiceQuota',
      'ListAliases',
    ]);
  });

  it('may be read under the writer role, too: what is put right is judged once more', async () => {
    const writer = sandboxMembers(world.sandbox, 'remediate');
    const observation = await ec2Images(writer).observe(hardened, IMAGE_FACTS);
    writer.close();
    const data = observation.kind === 'state' ? observation.state : {};
    const kinds = IMAGE_FACTS.map(
      (fact) => Reflect.get(Reflect.get(data, fact) as object, 'kind') as unknown,
    );
    expect(kinds).toEqual(IMAGE_FACTS.map(() => 'known'));
  });

  it.each([
    ['launchPermission', ['DescribeImageAttribute']],
    ['snapshotSharing', ['DescribeImages', 'DescribeSnapshotAttribute']],
    ['keyAliases', ['DescribeImages', 'DescribeSnapshots', 'ListAliases']],
    ['references', ['DescribeImageReferences']],
    ['ancestry', ['GetImageAncestry']],
    ['exports', ['DescribeExportImageTasks', 'DescribeStoreImageTasks']],
    ['shareQuota', ['GetAWSDefaultServiceQuota', 'GetServiceQuota']],
  ] as const)('is read alone where it alone is asked for: %s', async (fact, operations) => {
    await world.state(hardened, fact);
    expect(world.asked()).toEqual(['AssumeRole', ...operations]);
  });

  it('tells of ancestors, nearest first, with their regions', async () => {
    const west = Region.parse('us-west-2');
    const away = world.ownerOf(account, west);
    const copy = async (client: EC2Client, SourceImageId: string, SourceRegion: string): Promise<ImageId> => {
      const input = { Name: `of ${SourceImageId}`, SourceImageId, SourceRegion };
      const { ImageId: id } = await client.send(new CopyImageCommand(input));
      world.clock.advance(3_000);
      return ImageId.parse(id);
    };
    await world
      .ownerOf()
      .send(new AttachImageWatermarkCommand({ ImageId: base.image, WatermarkName: 'approved' }));
    const first = await copy(away, base.image, region);
    const second = await copy(world.ownerOf(), first, west);
    const read = await world.state({ ...base, image: second }, 'ancestry', 'image');
    expect(read.ancestry).toEqual({
      kind: 'known',
      value: {
        ancestors: [
          { image: first, region: west, owner: account },
          { image: base.image, region, owner: account },
        ],
        complete: true,
      },
    });
    expect(read.image).toMatchObject({
      value: { watermarks: ['111122223333:approved'], sourceImage: first, sourceRegion: west },
    });
  });

  it('tells where an image went', async () => {
    await world.ownerOf().send(new CreateStoreImageTaskCommand({ ImageId: base.image, Bucket: 'ours' }));
    await world.ownerOf().send(
      new ExportImageCommand({
        ImageId: base.image,
        DiskImageFormat: 'VMDK',
        S3ExportLocation: { S3Bucket: 'theirs', S3Prefix: 'out/' },
      }),
    );
    expect((await world.state(base, 'exports')).exports).toEqual({
      kind: 'known',
      value: [
        { how: 'store', bucket: 'ours', key: `${base.image}.bin`, state: 'InProgress' },
        {
          how: 'export',
          bucket: 'theirs',
          key: expect.stringMatching(/^out\/export-ami-0[0-9a-f]{16}$/) as unknown,
          state: 'active',
        },
      ],
    });
    expect((await world.state(hardened, 'exports')).exports).toEqual({ kind: 'known', value: [] });
  });

  it('asks for a quota once in ten minutes, and then finds what was granted', async () => {
    expect((await world.state(base, 'shareQuota')).shareQuota).toEqual({ kind: 'known', value: 1000 });
    world.sandbox.quotas.apply(account, region, 'L-70015FFA', 2000);
    world.clock.advance(10 * 60_000 - 1);
    expect((await world.state(hardened, 'shareQuota')).shareQuota).toEqual({ kind: 'known', value: 1000 });
    world.clock.advance(1);
    expect((await world.state(base, 'shareQuota')).shareQuota).toEqual({ kind: 'known', value: 2000 });
    expect(world.sandbox.calls.of({ operation: 'GetServiceQuota' })).toHaveLength(2);
    expect(world.sandbox.calls.of({ operation: 'GetAWSDefaultServiceQuota' })).toHaveLength(1);
  });

  it('asks a key’s own account for its aliases', async () => {
    const sibling = AccountId.parse('222233334444');
    world.sandbox.ec2.keys.put({
      ...world.sandbox.ec2.keys.resolve(SEED.goldenKey, account, region),
      users: [sibling],
    });
    const snapshot = world.sandbox.ec2.snapshots.get(SEED.encryptedSnapshot);
    if (snapshot === null) throw new Error('no snapshot');
    // Its snapshot is another account's: what a registration on a shared snapshot makes.
    world.sandbox.ec2.snapshots.place({ ...snapshot, permission: [{ kind: 'account', account: sibling }] });
    const web = world.ownerOf(sibling);
    const { ImageId: id } = await web.send(
      new RegisterImageCommand({
        Name: 'theirs',
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.encryptedSnapshot } }],
      }),
    );
    const ref = { account: sibling, region, image: ImageId.parse(id) };
    expect((await world.state(ref, 'keyAliases')).keyAliases).toMatchObject({
      value: [{ key: SEED.goldenKey, aliases: ['alias/golden-images', 'alias/ami-default'] }],
    });
    world.sandbox.roles.remove('arn:aws:iam::111122223333:role/ami-warden-reader');
    const fresh = sandboxMembers(world.sandbox, 'guard');
    const observation = await ec2Images(fresh).observe(ref, ['keyAliases', 'snapshots']);
    fresh.close();
    expect(observation).toMatchObject({
      kind: 'state',
      state: {
        snapshots: { kind: 'known' },
        keyAliases: { kind: 'fault', operation: 'AssumeRole', code: 'AccessDenied', retryable: false },
      },
    });
  });
});

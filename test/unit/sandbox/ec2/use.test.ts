import type {
  DescribeImageReferencesResult,
  DescribeImportImageTasksResult,
  DescribeTagsResult,
  GetImageAncestryResult,
  ImageAttribute,
  Reservation,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, refusal, STRANGER, WEB_PROD, type TestWorld } from './a-world.ts';

const HARDENED = SEED.hardenedImage;

const run = (test: TestWorld, account: string, input: object): Reservation =>
  test.call(account, 'RunInstances', { MinCount: 1, MaxCount: 1, ...input }) as Reservation;

const references = (test: TestWorld, input: object = {}) =>
  (
    test.call(GOLDEN, 'DescribeImageReferences', {
      ImageIds: [HARDENED],
      IncludeAllResourceTypes: true,
      ...input,
    }) as DescribeImageReferencesResult
  ).ImageReferences?.map(({ ResourceType, Arn }) => [ResourceType, Arn]);

describe('RunInstances', () => {
  it('launches a shared image, by its id, a launch template or a parameter', () => {
    const test = aWorld();

    expect(run(test, WEB_PROD, { ImageId: HARDENED }).Instances?.[0]?.ImageId).toBe(HARDENED);
    expect(
      run(test, GOLDEN, { LaunchTemplate: { LaunchTemplateName: 'golden-web' } }).Instances?.[0]?.ImageId,
    ).toBe(HARDENED);
    expect(
      run(test, GOLDEN, { ImageId: 'resolve:ssm:/golden/hardened/latest' }).Instances?.[0]?.ImageId,
    ).toBe(HARDENED);
  });

  it.each([
    ['an image that is not shared', STRANGER, { ImageId: HARDENED }, 'AuthFailure'],
    ['an image that is not there', GOLDEN, { ImageId: 'ami-0123456789abcdef0' }, 'InvalidAMIID.NotFound'],
    ['no image', GOLDEN, {}, 'MissingParameter'],
    [
      'an unknown template',
      GOLDEN,
      { LaunchTemplate: { LaunchTemplateName: 'x' } },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    ['fewer than none', GOLDEN, { ImageId: HARDENED, MinCount: 2 }, 'InvalidParameterValue'],
  ])('refuses %s', (_what, account, input, code) => {
    expect(refusal(() => run(aWorld(), account, input))).toBe(code);
  });

  it('refuses a shared image whose key the account may not use', () => {
    const test = aWorld();
    test.call(GOLDEN, 'ModifyImageAttribute', {
      ImageId: HARDENED,
      LaunchPermission: { Add: [{ UserId: STRANGER }] },
    });

    expect(refusal(() => run(test, STRANGER, { ImageId: HARDENED }))).toBe('InvalidParameterValue');
  });

  it('is told by the image a day later', () => {
    const test = aWorld();
    run(test, GOLDEN, { ImageId: HARDENED });
    const told = () =>
      (
        test.call(GOLDEN, 'DescribeImageAttribute', {
          ImageId: HARDENED,
          Attribute: 'lastLaunchedTime',
        }) as ImageAttribute
      ).LastLaunchedTime;
    test.clock.advance(86_400_000 - 1);
    expect(told()).toEqual({});
    test.clock.advance(1);
    run(test, GOLDEN, { ImageId: HARDENED });

    expect(told()).toEqual({ Value: '2024-11-05T10:00:00.000Z' });
  });
});

describe('DescribeImageReferences', () => {
  it('finds instances, launch templates and parameters', () => {
    expect(references(aWorld())).toEqual([
      ['ec2:Instance', `arn:aws:ec2:us-east-1:111122223333:instance/${SEED.instance}`],
      ['ec2:LaunchTemplate', 'arn:aws:ec2:us-east-1:111122223333:launch-template/lt-0aaaaaaaaaaaaaaa1'],
      ['ssm:Parameter', 'arn:aws:ssm:us-east-1:111122223333:parameter/golden/hardened/latest'],
    ]);
  });

  it('looks where it is told to, and counts what was terminated unless it is told not to', () => {
    const test = aWorld();
    const instances = { ResourceType: 'ec2:Instance' };
    const living = {
      ...instances,
      ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['pending', 'running'] }],
    };
    const alone = { IncludeAllResourceTypes: undefined, ResourceTypes: [instances] };
    expect(references(test, alone)).toHaveLength(1);
    test.call(GOLDEN, 'TerminateInstances', { InstanceIds: [SEED.instance] });

    expect(references(test, alone)).toHaveLength(1);
    expect(references(test, { ...alone, ResourceTypes: [living] })).toEqual([]);
    // With both, all types are looked at, and the one that is named as it says.
    expect(references(test, { ResourceTypes: [living] })?.map(([type]) => type)).toEqual([
      'ec2:LaunchTemplate',
      'ssm:Parameter',
    ]);
  });

  it('looks only so many versions of a template back', () => {
    const test = aWorld();
    for (let n = 0; n < 2; n += 1) {
      test.call(GOLDEN, 'CreateLaunchTemplateVersion', {
        LaunchTemplateName: 'golden-web',
        LaunchTemplateData: { ImageId: SEED.baseImage },
      });
    }
    const depth = (versions: string) => ({
      IncludeAllResourceTypes: undefined,
      ResourceTypes: [
        {
          ResourceType: 'ec2:LaunchTemplate',
          ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: [versions] }],
        },
      ],
    });

    expect(references(test, depth('2'))).toEqual([]);
    expect(references(test, depth('3'))).toHaveLength(1);
  });

  it('refuses to look nowhere', () => {
    expect(refusal(() => references(aWorld(), { IncludeAllResourceTypes: undefined }))).toBe(
      'InvalidParameterCombination',
    );
  });
});

describe('GetImageAncestry', () => {
  it('goes back to the image that was registered', () => {
    const test = aWorld();
    const { ImageId: first } = test.call(GOLDEN, 'CopyImage', {
      Name: 'first',
      SourceImageId: SEED.baseImage,
      SourceRegion: 'us-east-1',
    }) as { ImageId: string };
    test.clock.advance(3_000);
    const { ImageId: second } = test.call(GOLDEN, 'CopyImage', {
      Name: 'second',
      SourceImageId: first,
      SourceRegion: 'us-east-1',
    }) as { ImageId: string };
    const { ImageAncestryEntries: entries } = test.call(GOLDEN, 'GetImageAncestry', {
      ImageId: second,
    }) as GetImageAncestryResult;

    expect(entries?.map(({ ImageId, SourceImageId }) => [ImageId, SourceImageId])).toEqual([
      [second, first],
      [first, SEED.baseImage],
      [SEED.baseImage, undefined],
    ]);
  });
});

describe('tags', () => {
  const tags = (test: TestWorld): readonly string[] =>
    (
      test.call(GOLDEN, 'DescribeTags', {
        Filters: [{ Name: 'resource-id', Values: [SEED.baseImage, SEED.plainSnapshot] }],
      }) as DescribeTagsResult
    ).Tags?.map(({ ResourceId, Key, Value }) => `${ResourceId ?? ''} ${Key ?? ''}=${Value ?? ''}`) ?? [];

  const create = (test: TestWorld, Resources: readonly string[], Tags: readonly object[]) =>
    test.call(GOLDEN, 'CreateTags', { Resources, Tags });

  it('are set on several resources at once, and deleted by key or by key and value', () => {
    const test = aWorld();
    create(test, [SEED.baseImage, SEED.plainSnapshot], [{ Key: 'env', Value: 'prod' }, { Key: 'Name' }]);
    test.call(GOLDEN, 'DeleteTags', {
      Resources: [SEED.baseImage],
      Tags: [{ Key: 'env', Value: 'dev' }, { Key: 'Owner' }, { Key: 'CostCenter' }, { Key: 'DataClass' }],
    });

    expect(tags(test)).toEqual([
      `${SEED.baseImage} Name=`,
      `${SEED.baseImage} env=prod`,
      `${SEED.plainSnapshot} env=prod`,
      `${SEED.plainSnapshot} Name=`,
    ]);
  });

  it.each([
    ['reserved keys', [SEED.plainSnapshot], [{ Key: 'aws:x', Value: '' }], 'InvalidParameterValue'],
    ['the same key twice', [SEED.plainSnapshot], [{ Key: 'a' }, { Key: 'a' }], 'InvalidParameterValue'],
    [
      'more than 50',
      [SEED.plainSnapshot],
      Array.from({ length: 51 }, (_, n) => ({ Key: `k${String(n)}` })),
      'TagLimitExceeded',
    ],
    [
      'what is not there',
      [SEED.plainSnapshot, 'ami-0123456789abcdef0'],
      [{ Key: 'a' }],
      'InvalidAMIID.NotFound',
    ],
    ["what is somebody else's", ['ami-0cccccccccccccc01'], [{ Key: 'a' }], 'InvalidAMIID.NotFound'],
    ['what has no kind', ['x-1'], [{ Key: 'a' }], 'InvalidID'],
    ['no tags', [SEED.plainSnapshot], [], 'MissingParameter'],
  ])('refuse %s, and set none', (_what, resources, wanted, code) => {
    const test = aWorld();

    expect(refusal(() => create(test, resources, wanted))).toBe(code);
    expect(tags(test).filter((tag) => tag.startsWith('snap-'))).toEqual([]);
  });
});

describe('ImportImage', () => {
  it('has an image only when the task has ended, and no event tells of it', () => {
    const test = aWorld();
    test.call(GOLDEN, 'ImportImage', { DiskContainers: [{ Format: 'vmdk' }], Encrypted: true });
    const task = () =>
      (test.call(GOLDEN, 'DescribeImportImageTasks', {}) as DescribeImportImageTasksResult)
        .ImportImageTasks?.[0];
    expect([task()?.Status, task()?.ImageId]).toEqual(['active', undefined]);
    test.clock.advance(3_000);

    expect(task()?.Status).toBe('completed');
    expect(test.world.images.get(task()?.ImageId ?? '')?.state).toBe('available');
    expect(test.changes).toEqual([]);
  });
});

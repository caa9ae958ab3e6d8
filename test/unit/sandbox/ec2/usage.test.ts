import type {
  CreateImageUsageReportResult,
  DescribeImageUsageReportEntriesResult,
  DescribeImageUsageReportsResult,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, WEB_PROD, type TestWorld } from './a-world.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const TYPES = [
  'ec2:Instance',
  'ec2:LaunchTemplate',
  'imagebuilder:ImageRecipe',
  'imagebuilder:ContainerRecipe',
];

const ask = (test: TestWorld, over: object = {}): string => {
  const ResourceTypes = TYPES.map((ResourceType) => ({ ResourceType }));
  const input = { ImageId: SEED.hardenedImage, ResourceTypes, ...over };
  return (test.call(GOLDEN, 'CreateImageUsageReport', input) as CreateImageUsageReportResult).ReportId ?? '';
};

const reports = (test: TestWorld, input: object = {}, account = GOLDEN) =>
  (test.call(account, 'DescribeImageUsageReports', input) as DescribeImageUsageReportsResult)
    .ImageUsageReports ?? [];

const entries = (test: TestWorld, ReportIds: readonly string[]): readonly string[] =>
  (
    (
      test.call(GOLDEN, 'DescribeImageUsageReportEntries', {
        ReportIds,
      }) as DescribeImageUsageReportEntriesResult
    ).ImageUsageReportEntries ?? []
  ).map(
    ({ AccountId, ResourceType, UsageCount }) =>
      `${AccountId ?? ''} ${ResourceType ?? ''} ${String(UsageCount)}`,
  );

describe('a report of the use of an image', () => {
  it('is made a while after it was asked for, and deleted after 30 days', () => {
    const test = aWorld();
    const id = ask(test);
    expect(id).toMatch(/^amiur-0[0-9a-f]{16}$/u);
    expect(reports(test)).toMatchObject([
      {
        ReportId: id,
        ImageId: SEED.hardenedImage,
        State: 'pending',
        CreationTime: new Date('2024-11-05T10:00:00Z'),
        ExpirationTime: new Date('2024-12-05T10:00:00Z'),
      },
    ]);
    expect(entries(test, [id])).toEqual([]);
    test.clock.advance(10 * MINUTE_MS);
    expect(reports(test)).toMatchObject([{ State: 'available' }]);
    test.clock.advance(30 * DAY_MS);
    expect(reports(test)).toEqual([]);
  });

  it('counts living instances that are a day old and launch templates, by account', () => {
    const test = aWorld();
    const launch = (): unknown =>
      test.call(WEB_PROD, 'RunInstances', { ImageId: SEED.hardenedImage, MinCount: 2, MaxCount: 2 });
    launch();
    test.call(WEB_PROD, 'CreateLaunchTemplate', {
      LaunchTemplateName: 'theirs',
      LaunchTemplateData: { ImageId: SEED.hardenedImage },
    });
    test.clock.advance(DAY_MS);
    launch();
    const all = ask(test);
    const some = ask(test, { AccountIds: [WEB_PROD], ResourceTypes: [{ ResourceType: 'ec2:Instance' }] });
    const other = ask(test, { ImageId: SEED.baseImage });
    test.clock.advance(10 * MINUTE_MS);
    expect([...entries(test, [all])].sort()).toEqual([
      '111122223333 ec2:Instance 1',
      '111122223333 ec2:LaunchTemplate 1',
      '222233334444 ec2:Instance 2',
      '222233334444 ec2:LaunchTemplate 1',
    ]);
    expect(entries(test, [some])).toEqual(['222233334444 ec2:Instance 2']);
    expect(entries(test, [other])).toEqual([]);
  });

  it('is its owner’s alone, found by image and by id', () => {
    const test = aWorld();
    const [first, second] = [ask(test), ask(test, { ImageId: SEED.baseImage })];
    expect(reports(test, { ImageIds: [SEED.baseImage] }).map(({ ReportId }) => ReportId)).toEqual([second]);
    expect(reports(test, { ReportIds: [first] }).map(({ ReportId }) => ReportId)).toEqual([first]);
    expect(reports(test, {}, PARTNER)).toEqual([]);
    test.call(GOLDEN, 'DeleteImageUsageReport', { ReportId: first });
    expect(reports(test).map(({ ReportId }) => ReportId)).toEqual([second]);
  });

  it.each([
    ['an image of somebody else', { ImageId: 'ami-0bbbbbbbbbbbbbb01' }, 'AuthFailure'],
    ['no type of resource', { ResourceTypes: [] }, 'MissingParameter'],
    ['a type that there is not', { ResourceTypes: [{ ResourceType: 'ec2:Host' }] }, 'InvalidParameterValue'],
  ])('is refused for %s', (_, over, code) => {
    expect(refusal(() => ask(aWorld(), over))).toBe(code);
  });

  it('that is unknown is refused', () => {
    const unknown = { ReportIds: ['amiur-00000000000000000'] };
    expect(refusal(() => reports(aWorld(), unknown))).toBe('InvalidImageUsageReportId.NotFound');
    expect(refusal(() => aWorld().call(GOLDEN, 'DeleteImageUsageReport', {}))).toBe('MissingParameter');
  });
});

describe('the rules of the Recycle Bin', () => {
  const rule = (tags: Record<string, string>, excluded: Record<string, string> = {}) => ({
    id: 'r',
    days: 7,
    tags,
    excluded,
  });

  // The image has the tags Owner, CostCenter, DataClass and Name.
  it.each([
    ['of the region keep it', rule({}), 1],
    ['of a tag that it has keep it', rule({ CostCenter: '4711', Other: 'x' }), 1],
    ['of another value do not', rule({ CostCenter: '4712' }), 0],
    ['of the region that exclude it do not', rule({}, { CostCenter: '4711' }), 0],
    ['of the region that exclude others keep it', rule({}, { CostCenter: '4712' }), 1],
  ])('%s', (_, kept, count) => {
    const test = aWorld();
    const image = test.world.images.get(SEED.baseImage);
    if (image === null) throw new Error('the seed has this image');
    test.world.change(image.owner, image.region, { retention: [kept] });
    test.call(GOLDEN, 'DeregisterImage', { ImageId: SEED.baseImage });
    expect(test.world.bin.size).toBe(count);
  });

  it('keep no image of an instance store', () => {
    const test = aWorld();
    const image = test.world.images.get(SEED.baseImage);
    if (image === null) throw new Error('the seed has this image');
    test.world.change(image.owner, image.region, { retention: [rule({})] });
    test.world.images.put({ ...image, body: { ...image.body, RootDeviceType: 'instance-store' } });
    test.call(GOLDEN, 'DeregisterImage', { ImageId: SEED.baseImage });
    expect(test.world.bin.size).toBe(0);
  });
});

describe('the latest deprecation date', () => {
  const deprecate = (test: TestWorld, at: string): string =>
    refusal(() =>
      test.call(GOLDEN, 'EnableImageDeprecation', { ImageId: SEED.baseImage, DeprecateAt: new Date(at) }),
    );

  it('is ten years from now, of a public image two years from its creation', () => {
    const test = aWorld();
    expect(deprecate(test, '2034-11-05T10:00:00Z')).toBe('done');
    expect(deprecate(test, '2034-11-05T10:01:00Z')).toBe('InvalidParameterValue');
    const image = test.world.images.get(SEED.baseImage);
    if (image === null) throw new Error('the seed has this image');
    const body = { ...image.body, CreationDate: '2024-01-01T00:00:00.000Z' };
    test.world.images.put({ ...image, body, permission: [{ kind: 'public' }] });
    expect(deprecate(test, '2026-01-01T00:01:00Z')).toBe('InvalidParameterValue');
    expect(deprecate(test, '2026-01-01T00:00:00Z')).toBe('done');
    expect(deprecate(test, '2024-11-05T09:59:00Z')).toBe('InvalidParameterValue');
  });
});

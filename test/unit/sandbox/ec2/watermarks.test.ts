import type { DescribeImagesResult, Image } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, refusal, WEB_PROD, type TestWorld } from './a-world.ts';

const marks = (test: TestWorld, image: string, account = GOLDEN): readonly string[] => {
  const { Images = [] } = test.call(account, 'DescribeImages', { ImageIds: [image] }) as DescribeImagesResult;
  return Images.flatMap(({ ImageWatermarks = [] }: Image) =>
    ImageWatermarks.map(({ WatermarkKey = '', SourceImageId = '' }) => `${WatermarkKey} of ${SourceImageId}`),
  );
};

const attach = (test: TestWorld, image: string, name = 'approved', account = GOLDEN): unknown =>
  test.call(account, 'AttachImageWatermark', { ImageId: image, WatermarkName: name });

const copy = (test: TestWorld, source: string, account: string): string => {
  const input = { Name: `copy of ${source}`, SourceImageId: source, SourceRegion: 'us-east-1' };
  const { ImageId } = test.call(account, 'CopyImage', input) as { readonly ImageId: string };
  test.clock.advance(3_000);
  return ImageId;
};

describe('a watermark', () => {
  it('bears the account that made it', () => {
    const test = aWorld();
    expect(attach(test, SEED.baseImage)).toEqual({ WatermarkKey: '111122223333:approved' });
    expect(marks(test, SEED.baseImage)).toEqual([`111122223333:approved of ${SEED.baseImage}`]);
  });

  it('is there once, however often it is attached', () => {
    const test = aWorld();
    attach(test, SEED.baseImage);
    attach(test, SEED.baseImage);
    attach(test, SEED.baseImage, 'scanned');
    expect(marks(test, SEED.baseImage)).toEqual([
      `111122223333:approved of ${SEED.baseImage}`,
      `111122223333:scanned of ${SEED.baseImage}`,
    ]);
  });

  it('is inherited by a copy, and by an image of an instance, with its origin', () => {
    const test = aWorld();
    attach(test, SEED.hardenedImage);
    expect(marks(test, copy(test, SEED.hardenedImage, GOLDEN))).toEqual([
      `111122223333:approved of ${SEED.hardenedImage}`,
    ]);
    const made = test.call(GOLDEN, 'CreateImage', { InstanceId: SEED.instance, Name: 'made' });
    const { ImageId: id } = made as { readonly ImageId: string };
    expect(marks(test, id)).toEqual([`111122223333:approved of ${SEED.hardenedImage}`]);
  });

  it('stays on the copy when the original loses it', () => {
    const test = aWorld();
    attach(test, SEED.baseImage);
    const inherited = copy(test, SEED.baseImage, GOLDEN);
    test.call(GOLDEN, 'DetachImageWatermark', {
      ImageId: SEED.baseImage,
      WatermarkKey: '111122223333:approved',
    });
    expect(marks(test, SEED.baseImage)).toEqual([]);
    expect(marks(test, inherited)).toHaveLength(1);
  });

  it('is not there on an image that is registered anew on the same snapshot', () => {
    const test = aWorld();
    attach(test, SEED.baseImage);
    const { ImageId: id } = test.call(GOLDEN, 'RegisterImage', {
      Name: 'laundered',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.plainSnapshot } }],
    }) as { readonly ImageId: string };
    expect(marks(test, id)).toEqual([]);
  });

  it.each([
    [
      'somebody else’s image',
      { ImageId: SEED.hardenedImage, WatermarkName: 'approved' },
      WEB_PROD,
      'AuthFailure',
    ],
    [
      'a name of two letters',
      { ImageId: SEED.baseImage, WatermarkName: 'no' },
      GOLDEN,
      'InvalidParameterValue',
    ],
    ['no name', { ImageId: SEED.baseImage }, GOLDEN, 'MissingParameter'],
    [
      'a key in place of a name',
      { ImageId: SEED.baseImage, WatermarkName: '222233334444:approved' },
      GOLDEN,
      'InvalidParameterValue',
    ],
  ])('is not attached: %s', (_what, input, account, code) => {
    const test = aWorld();
    expect(refusal(() => test.call(account, 'AttachImageWatermark', input))).toBe(code);
    expect(marks(test, SEED.baseImage)).toEqual([]);
  });

  it('is not taken off where it is not', () => {
    const input = { ImageId: SEED.baseImage, WatermarkKey: '111122223333:approved' };
    expect(refusal(() => aWorld().call(GOLDEN, 'DetachImageWatermark', input))).toBe('InvalidParameterValue');
  });
});

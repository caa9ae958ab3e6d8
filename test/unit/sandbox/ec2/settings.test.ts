import type { DescribeImagesResult } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, refusal, WEB_PROD } from './a-world.ts';

const HOME = Region.parse('us-east-1');

describe('block public access for images', () => {
  it('is of one account and one region', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableImageBlockPublicAccess', { ImageBlockPublicAccessState: 'block-new-sharing' });
    const state = (account: string, region?: string) =>
      test.call(account, 'GetImageBlockPublicAccessState', {}, region);

    expect(state(GOLDEN)).toEqual({ ImageBlockPublicAccessState: 'block-new-sharing', ManagedBy: 'account' });
    expect(state(GOLDEN, 'eu-west-1')).toMatchObject({ ImageBlockPublicAccessState: 'unblocked' });
    expect(state(WEB_PROD)).toMatchObject({ ImageBlockPublicAccessState: 'unblocked' });
  });

  it('cannot be changed in the account where a declarative policy holds it', () => {
    const test = aWorld();
    test.world.change(AccountId.parse(GOLDEN), HOME, {
      imageBlock: { state: 'block-new-sharing', managedBy: 'declarative-policy' },
    });

    expect(refusal(() => test.call(GOLDEN, 'DisableImageBlockPublicAccess', {}))).toBe(
      'DeclarativePolicyViolation',
    );
    expect(test.call(GOLDEN, 'GetImageBlockPublicAccessState', {})).toEqual({
      ImageBlockPublicAccessState: 'block-new-sharing',
      ManagedBy: 'declarative-policy',
    });
  });
});

describe('Allowed AMIs', () => {
  const allowed = (state: string, ...providers: string[]) => {
    const test = aWorld();
    test.call(WEB_PROD, 'ReplaceImageCriteriaInAllowedImagesSettings', {
      ImageCriteria: [{ ImageProviders: providers }],
    });
    test.call(WEB_PROD, 'EnableAllowedImagesSettings', { AllowedImagesSettingsState: state });
    const seen = test.call(WEB_PROD, 'DescribeImages', {}) as DescribeImagesResult;
    const launch = refusal(() =>
      test.call(WEB_PROD, 'RunInstances', { ImageId: SEED.hardenedImage, MinCount: 1, MaxCount: 1 }),
    );
    return { images: seen.Images?.map(({ ImageId, ImageAllowed }) => [ImageId, ImageAllowed]), launch };
  };
  const OWN = 'ami-0bbbbbbbbbbbbbb01';

  it('hide images that meet no criterion, and never own ones', () => {
    expect(allowed('enabled', 'amazon')).toEqual({ images: [[OWN, true]], launch: 'InvalidParameterValue' });
  });

  it('show those that meet one', () => {
    expect(allowed('enabled', GOLDEN)).toEqual({
      images: [
        [SEED.hardenedImage, true],
        [OWN, true],
      ],
      launch: 'done',
    });
  });

  it('only mark them while auditing', () => {
    expect(allowed('audit-mode', 'amazon')).toEqual({
      images: [
        [SEED.hardenedImage, false],
        [OWN, true],
      ],
      launch: 'done',
    });
  });

  it('refuse providers that there cannot be', () => {
    const input = { ImageCriteria: [{ ImageProviders: ['somebody'] }] };

    expect(refusal(() => aWorld().call(GOLDEN, 'ReplaceImageCriteriaInAllowedImagesSettings', input))).toBe(
      'InvalidParameterValue',
    );
  });
});

describe('encryption by default', () => {
  it('is off, and names the alias until a key is chosen', () => {
    const test = aWorld();

    expect(test.call(GOLDEN, 'GetEbsEncryptionByDefault', {})).toEqual({ EbsEncryptionByDefault: false });
    expect(test.call(GOLDEN, 'GetEbsDefaultKmsKeyId', {})).toEqual({ KmsKeyId: 'alias/aws/ebs' });
    test.call(GOLDEN, 'ModifyEbsDefaultKmsKeyId', { KmsKeyId: SEED.goldenKey });
    expect(test.call(GOLDEN, 'GetEbsDefaultKmsKeyId', {})).toEqual({ KmsKeyId: SEED.goldenKey });
  });
});

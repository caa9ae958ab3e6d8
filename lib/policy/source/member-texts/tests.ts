import { text, type MemberText, type MemberTexts } from './form.ts';

const IMAGE: MemberTexts = {
  'image.description': text('Its description.', 'nightly build'),
  'image.owner': text('Who owns it, an account id in quotes or an alias. Default: the account.', 'amazon'),
  'image.createdAt': text('When it was made. Default: when the test happens.', '2026-08-01T00:00:00Z'),
  'image.deprecatedAt': text('From when on it is deprecated. Default: never.', '2027-08-01T00:00:00Z'),
  'image.lastLaunchedAt': text(
    'When it was launched last. Default: AWS knows of no launch.',
    '2026-08-01T00:00:00Z',
  ),
  'image.architecture': text('Its processor architecture.', 'arm64'),
  'image.virtualization': text('Its virtualization.', 'paravirtual'),
  'image.rootDevice': text('The kind of its root device.', 'instance-store'),
  'image.bootMode': text('Its boot mode. Default: AWS names none.', 'uefi'),
  'image.imds': text('Its support of metadata requests with a token. Default: AWS names none.', 'v2.0'),
  'image.tpm': text('Its support of a TPM. Default: AWS names none.', 'v2.0'),
  'image.ena': text('Whether it supports enhanced networking.', true),
  'image.platform': text('Its platform. Default: AWS names none.', 'windows'),
  'image.watermarks': text('Its watermarks. Default: none.', ['111122223333:golden']),
  'image.shareQuota': text('With how many it may be shared at most.', 1000),
  'image.references': text('What refers to it in its account, as ARNs. Default: nothing.', [
    'arn:aws:ec2:us-east-1:222233334444:launch-template/lt-0a1b2c3d4e5f60718',
  ]),
  'image.ancestry': text('The images that it was made from, nearest first. Default: none.', [
    { image: 'ami-0123456789abcdef0', owner: 'amazon' },
  ]),
  'ancestry.image': text('The id of that image.', 'ami-0123456789abcdef0'),
  'ancestry.owner': text('Who owns that image. Default: AWS does not say.', 'amazon'),
  'image.ancestryCut': text('true: the ancestry ends where AWS cannot follow it.', true),
  'image.sourceImage': text(
    'What DescribeImages names as its source. Default: the nearest of the ancestry.',
    'ami-0123456789abcdef0',
  ),
  'image.exports': text('How it left EC2. Default: it did not.', [
    { how: 'store', bucket: 'example-org-images' },
  ]),
  'exports.how': text('store: CreateStoreImageTask. export: ExportImage.', 'store'),
  'exports.bucket': text('The bucket that it went to. Default: AWS does not say.', 'example-org-images'),
  'exports.key': text('The key in that bucket.', 'ami-0123456789abcdef0.bin'),
  'exports.state': text('The state of the task.', 'Completed'),
  'image.missing': text('Members that AWS leaves out of its answer.', ['owner']),
  'devices.aliases': text('Aliases of the key. Default: none.', ['alias/ami-default']),
  'devices.sharedWith': text('Whom its snapshot is shared with. Default: nobody.', [
    'public',
    '444455556666',
  ]),
};

const managed = (name: string): MemberTexts => ({
  [`${name}.state`]: text('The state.'),
  [`${name}.managedBy`]: text(
    'declarative-policy: the account cannot change it. Default: account.',
    'declarative-policy',
  ),
});

const usage = (name: string, what: MemberText): MemberTexts => ({
  [`quotas.${name}`]: what,
  [`quotas.${name}.used`]: text('How many there are.', 45_500),
  [`quotas.${name}.limit`]: text('How many there may be.', 50_000),
  [`quotas.${name}.reachesAt`]: text(
    'When the trend meets the limit. Default: it does not.',
    '2026-09-15T00:00:00Z',
  ),
});

const PLACES: MemberTexts = {
  'given.instance': text('An instance that runs from the image: rules of instances are judged.', {}),
  'instance.id': text('Its id.', 'i-0123456789abcdef0'),
  'given.guardrails': text(
    'The guard rails of the account in the region: its rules are judged, and there is no image.',
    {
      imageBlockPublicAccess: 'unblocked',
    },
  ),
  'guardrails.imageBlockPublicAccess': text('Block public access for AMIs.', 'unblocked'),
  'guardrails.snapshotBlockPublicAccess': text('Block public access for snapshots.', 'unblocked'),
  'guardrails.allowedImages': text('Allowed AMIs.', 'disabled'),
  'guardrails.ebsEncryption': text('Whether new EBS volumes are encrypted by default.', false),
  ...managed('guardrails.imageBlockPublicAccess'),
  ...managed('guardrails.snapshotBlockPublicAccess'),
  ...managed('guardrails.allowedImages'),
  'given.quotas': text(
    'How far the quotas of the account in the region are used: its rules are judged, and there is no image.',
    {
      amis: { used: 45_500, limit: 50_000 },
    },
  ),
  ...usage('amis', text('AMIs.', { used: 45_500, limit: 50_000 })),
  ...usage('public-amis', text('Public AMIs.', { used: 4, limit: 5 })),
  ...usage('snapshots', text('EBS snapshots.', { used: 70_000, limit: 100_000 })),
  'expect.*.severity': text('The severity that it is judged with.', 'critical'),
  'expect.*.reason': text('The sentence that people read.'),
};

/** What tests can say of the rarer facts. */
export const TEST_TEXTS: MemberTexts = { ...IMAGE, ...PLACES };

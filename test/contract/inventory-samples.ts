import { AccountId, ImageId, OrganizationId, Region, SnapshotId, UnitId } from '../../lib/model/ids.ts';
import type { ImageFacts } from '../../lib/model/image.ts';
import type { KnownImage, KnownPlace, SweepRecord } from '../../lib/model/inventory.ts';
import type { Organization } from '../../lib/model/organization.ts';
import type { AccountRegion, ImageRef } from '../../lib/model/subject.ts';

const account = AccountId.parse('111122223333');

/** An account and region of the samples. */
export const here: AccountRegion = { account, region: Region.parse('eu-west-1') };

/** The nth image there. */
export const refOf = (n: number, place: AccountRegion = here): ImageRef => ({
  ...place,
  image: ImageId.parse(`ami-${n.toString(16).padStart(17, '0')}`),
});

/** What DescribeImages says of an image that has next to nothing. */
export const bare: ImageFacts = {
  name: null,
  description: null,
  state: 'available',
  public: false,
  createdAt: null,
  deprecatedAt: null,
  lastLaunchedAt: null,
  architecture: null,
  virtualization: null,
  rootDeviceType: null,
  rootDeviceName: null,
  bootMode: null,
  imdsSupport: null,
  tpmSupport: null,
  enaSupport: null,
  platform: null,
  sourceImage: null,
  sourceRegion: null,
  sourceInstance: null,
  owner: null,
  ownerAlias: null,
  deregistrationProtection: null,
  productCodes: [],
  watermarks: [],
  tags: {},
  devices: [],
};

const snapshot = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');

/** An image of which everything is known. */
export const whole = (ref: ImageRef): KnownImage => ({
  ref,
  facts: {
    image: {
      value: {
        name: 'base-2026-03-01',
        description: 'the base',
        state: 'disabled',
        public: true,
        createdAt: '2026-02-01T10:00:00.000Z',
        deprecatedAt: '2028-02-01T10:00:00.000Z',
        lastLaunchedAt: '2026-02-20T10:00:00.000Z',
        architecture: 'arm64',
        virtualization: 'hvm',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/xvda',
        bootMode: 'uefi',
        imdsSupport: 'v2.0',
        tpmSupport: 'v2.0',
        enaSupport: false,
        platform: 'windows',
        sourceImage: 'ami-0bbbbbbbbbbbbbb01',
        sourceRegion: 'us-east-1',
        sourceInstance: 'i-0aaaaaaaaaaaaaa01',
        owner: account,
        ownerAlias: 'self',
        deregistrationProtection: 'enabled-with-cooldown',
        productCodes: ['abc'],
        watermarks: ['111122223333:golden'],
        tags: { Owner: 'team-a', empty: '' },
        devices: [
          { kind: 'ebs', device: '/dev/xvda', snapshot, encrypted: true, sizeGiB: 8 },
          { kind: 'ebs', device: '/dev/xvdb', snapshot: null, encrypted: null, sizeGiB: null },
          { kind: 'instance-store', device: '/dev/xvdc' },
        ],
      },
      readAt: '2026-03-01T10:00:00.000Z',
    },
    launchPermission: {
      value: [{ kind: 'public' }, { kind: 'account', account: AccountId.parse('444455556666') }],
      readAt: '2026-03-01T10:00:01.000Z',
    },
    snapshots: {
      value: [
        { snapshot, owner: account, encrypted: true, kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/k-1' },
      ],
      readAt: '2026-03-01T10:00:02.000Z',
    },
    snapshotSharing: {
      value: [{ snapshot, principals: [{ kind: 'public' }] }],
      readAt: '2026-03-01T10:00:03.000Z',
    },
    ancestry: {
      value: {
        ancestors: [{ image: refOf(0xfff).image, region: 'us-east-1', owner: 'amazon' }],
        complete: false,
      },
      readAt: '2026-03-01T10:00:04.000Z',
    },
  },
  firstSeen: '2026-02-01T10:00:05.000Z',
  createdBy: {
    kind: 'role',
    arn: 'arn:aws:sts::111122223333:assumed-role/builder/ci',
    name: 'builder/ci',
    account,
    service: null,
    sourceIp: '192.0.2.7',
    userAgent: 'aws-cli/2',
    console: false,
  },
  dirtySince: '2026-03-01T11:00:00.000Z',
  misses: 1,
});

/** An image of which only its being there is known. */
export const known = (ref: ImageRef): KnownImage => ({
  ref,
  facts: { image: { value: bare, readAt: '2026-03-01T10:00:00.000Z' } },
  firstSeen: '2026-03-01T10:00:00.000Z',
  createdBy: null,
  dirtySince: null,
  misses: 0,
});

const sweep: SweepRecord = {
  id: 'sweep-1',
  startedAt: '2026-03-01T00:00:00.000Z',
  endedAt: '2026-03-01T00:05:00.000Z',
  images: 3,
  added: 2,
  changed: 1,
  vanished: 0,
  lostEvents: 1,
  permissionsRead: 2,
  permissionsLeft: 1,
  calls: { DescribeImages: 1 },
  gaps: [{ image: refOf(3).image, operation: 'DescribeImageAttribute', code: 'AuthFailure', message: 'no' }],
  gapCount: 1,
};

/** A place of which everything is known. */
export const wholePlace: KnownPlace = {
  place: here,
  guardrails: {
    imageBlockPublicAccess: {
      value: { state: 'unblocked', managedBy: 'declarative-policy' },
      readAt: '2026-03-01T10:00:00.000Z',
    },
    ebsEncryption: { value: { enabled: true }, readAt: '2026-03-01T10:00:01.000Z' },
  },
  counts: [
    { quota: 'amis', used: 40_000, countedAt: '2026-03-01T00:05:00.000Z' },
    { quota: 'public-amis', used: 2, countedAt: '2026-03-01T00:05:00.000Z' },
  ],
  limits: [{ quota: 'amis', limit: 50_000, origin: 'applied', readAt: '2026-03-01T00:05:00.000Z' }],
  swept: sweep,
  sweeping: { ...sweep, id: 'sweep-2', endedAt: null, gaps: [], gapCount: 0 },
  heardAt: '2026-03-01T10:00:00.000Z',
};

/** An organisation of so many accounts. */
export const organizationOf = (accounts: number, observedAt: string): Organization => {
  const unit = UnitId.parse('ou-exam-11111111');
  return {
    id: OrganizationId.parse('o-exampleorg1'),
    managementAccount: AccountId.parse('123456789012'),
    observedAt,
    accounts: Array.from({ length: accounts }, (_, n) => ({
      account: AccountId.parse(String(200_000_000_000 + n * 7_919_317)),
      // Names that no compression makes small.
      name: `team-${(n * 2_654_435_761).toString(36)}-${(n * 40_503 + 7).toString(36)}`,
      active: n % 100 !== 0,
      units: [unit],
      path: 'Root/Workloads',
      tags: {},
    })),
    units: [{ unit, name: 'Workloads', path: 'Root/Workloads' }],
  };
};

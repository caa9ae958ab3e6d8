import { ImageId, Region, SnapshotId, AccountId } from '../../../lib/model/ids.ts';
import type { BlockDevice, ImageFacts, KnownFacts } from '../../../lib/model/image.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { ScopeContext } from '../../../lib/policy/cel/scope.ts';
import type { CheckContext } from '../../../lib/policy/rule.ts';
import { exampleOrganization } from '../../cases/organization.ts';

export const GROUPS = {
  'golden-pipeline': ['111122223333'],
  partners: ['444455556666', '777788889999'],
};

/** Where the samples are evaluated: a production account, an image of ours, half past ten. */
export const context = (account = '222233334444'): ScopeContext & Pick<CheckContext, 'isOpen'> => ({
  ref: {
    account: AccountId.parse(account),
    region: Region.parse('us-east-1'),
    image: ImageId.parse('ami-0123456789abcdef0'),
  },
  organization: exampleOrganization,
  groups: GROUPS,
  now: new Date('2026-09-01T10:30:00.700Z'),
  isOpen: () => false,
});

export const disk = (over: Partial<Extract<BlockDevice, { kind: 'ebs' }>> = {}): BlockDevice => ({
  kind: 'ebs',
  device: '/dev/sda1',
  snapshot: SnapshotId.parse('snap-0123456789abcdef0'),
  encrypted: true,
  sizeGiB: 8,
  ...over,
});

export const shares = (...accounts: readonly string[]): readonly Principal[] =>
  accounts.map((account) => ({ kind: 'account', account: AccountId.parse(account) }));

const image: ImageFacts = {
  name: 'golden-web-20260801',
  description: null,
  state: 'available',
  public: false,
  createdAt: '2026-08-01T10:30:00.000Z',
  deprecatedAt: null,
  lastLaunchedAt: '2026-08-30T00:00:00.000Z',
  architecture: 'arm64',
  virtualization: 'hvm',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/sda1',
  bootMode: 'uefi',
  imdsSupport: 'v2.0',
  tpmSupport: null,
  enaSupport: true,
  platform: null,
  sourceImage: 'ami-0aaaaaaaaaaaaaaa1',
  sourceRegion: 'us-east-1',
  sourceInstance: null,
  owner: AccountId.parse('222233334444'),
  ownerAlias: null,
  deregistrationProtection: null,
  productCodes: [],
  watermarks: ['111122223333:approved'],
  tags: { Pipeline: 'golden', Owner: 'web@example.com', constructor: 'me', Empty: '' },
  devices: [disk(), disk({ device: '/dev/sdb', snapshot: null, sizeGiB: 100 })],
};

/** What is different from the ordinary image: of the image by member, of the rest by fact. */
export interface Given extends Partial<Omit<KnownFacts, 'image'>> {
  readonly image?: Partial<ImageFacts>;
}

/** An ordinary image with what is said to be different. */
export const factsOf = ({ image: over, ...rest }: Given = {}): Partial<KnownFacts> => ({
  image: { ...image, ...over },
  launchPermission: shares('444455556666'),
  snapshots: [
    {
      snapshot: SnapshotId.parse('snap-0123456789abcdef0'),
      owner: AccountId.parse('222233334444'),
      encrypted: true,
      kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/1',
    },
  ],
  ancestry: {
    ancestors: [
      { image: ImageId.parse('ami-0aaaaaaaaaaaaaaa1'), region: 'us-east-1', owner: '111122223333' },
    ],
    complete: true,
  },
  ...rest,
});

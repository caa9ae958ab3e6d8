import { AccountId } from '../../lib/model/ids.ts';
import type { ImageFacts } from '../../lib/model/image.ts';

/** What DescribeImages says of an image of 111122223333 with which nothing is special: it has no disks, and one tag. */
export const plainImage = (over: Partial<ImageFacts> = {}): ImageFacts => ({
  name: 'golden-web',
  description: null,
  state: 'available',
  public: false,
  createdAt: '2026-11-23T09:00:00.000Z',
  deprecatedAt: null,
  lastLaunchedAt: null,
  architecture: 'x86_64',
  virtualization: 'hvm',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/xvda',
  bootMode: 'uefi',
  imdsSupport: null,
  tpmSupport: null,
  enaSupport: true,
  platform: null,
  sourceImage: null,
  sourceRegion: null,
  sourceInstance: null,
  owner: AccountId.parse('111122223333'),
  ownerAlias: null,
  deregistrationProtection: null,
  productCodes: [],
  watermarks: [],
  tags: { Owner: 'platform' },
  devices: [],
  ...over,
});

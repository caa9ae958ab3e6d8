import { ImageId, OrganizationId, Region, SnapshotId, UnitId, AccountId } from '../../model/ids.ts';
import type { Datum, Fact, ImageFacts, ImageState, SnapshotFacts } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import type { Principal } from '../../model/principal.ts';
import type { PolicyTestSource } from './schema/tests.ts';

type Given = PolicyTestSource['given'];
type Device = NonNullable<NonNullable<Given['image']>['devices']>[number];

const OPERATIONS: Readonly<Record<Fact, string>> = {
  image: 'DescribeImages',
  launchPermission: 'DescribeImageAttribute',
  snapshots: 'DescribeSnapshots',
};

/** The image that a test describes, as if AWS had told it at `at`; what the test leaves out is ordinary. */
export const buildState = (given: Given, organization: Organization, at: Date): ImageState => {
  const known = <T>(fact: Fact, value: T): Datum<T> => {
    const code = given.unreadable?.[fact];
    if (code === undefined) return { kind: 'known', value };
    return {
      kind: 'fault',
      operation: OPERATIONS[fact],
      code,
      message: 'said by the test',
      retryable: false,
    };
  };
  const devices = (given.image?.devices ?? []).map(({ snapshot = 'known', ...device }, index) => ({
    ...device,
    device: device.device ?? `/dev/sd${String.fromCodePoint(97 + (index % 26))}`,
    snapshot,
    id: snapshotId(index),
  }));
  const principals = (given.image?.launchPermission ?? []).map((text) => toPrincipal(text, organization));
  return {
    ref: {
      account: AccountId.parse(given.account),
      region: Region.parse(given.region),
      image: ImageId.parse(given.image?.id ?? 'ami-0123456789abcdef0'),
    },
    observedAt: at.toISOString(),
    image: known('image', {
      ...ORDINARY,
      name: given.image?.name ?? null,
      state: given.image?.state ?? 'available',
      public: principals.some(({ kind }) => kind === 'public'),
      tags: given.image?.tags ?? {},
      devices: devices.map(({ device, snapshot, id, encrypted }) => ({
        kind: 'ebs' as const,
        device,
        snapshot: snapshot === 'none' ? null : id,
        encrypted,
        sizeGiB: 8,
      })),
    }),
    launchPermission: known('launchPermission', principals),
    snapshots: known(
      'snapshots',
      devices.filter(({ snapshot }) => snapshot === 'known').map((device) => toSnapshot(device, device.id)),
    ),
  };
};

const ORDINARY: Omit<ImageFacts, 'name' | 'state' | 'public' | 'tags' | 'devices'> = {
  description: null,
  createdAt: null,
  deprecatedAt: null,
  lastLaunchedAt: null,
  architecture: 'x86_64',
  virtualization: 'hvm',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/xvda',
  bootMode: null,
  imdsSupport: null,
  tpmSupport: null,
  enaSupport: true,
  platform: null,
  sourceImage: null,
  sourceRegion: null,
  sourceInstance: null,
  ownerAlias: null,
  deregistrationProtection: null,
  productCodes: [],
};

const snapshotId = (index: number): SnapshotId =>
  SnapshotId.parse(`snap-${index.toString(16).padStart(17, '0')}`);

const toSnapshot = (device: Pick<Device, 'encrypted' | 'kmsKey'>, snapshot: SnapshotId): SnapshotFacts => ({
  snapshot,
  owner: null,
  encrypted: device.encrypted,
  kmsKey: device.kmsKey ?? null,
});

/** `public`, an account id, `o-…`, `ou-…` of the own organisation, or `o-…/ou-…` of another. */
const toPrincipal = (text: string, organization: Organization): Principal => {
  if (text === 'public') return { kind: 'public' };
  if (/^\d/.test(text)) return { kind: 'account', account: AccountId.parse(text) };
  const [first = '', second] = text.split('/');
  const prefix = `arn:aws:organizations::${organization.managementAccount}`;
  if (second === undefined && first.startsWith('o-')) {
    const id = OrganizationId.parse(first);
    return { kind: 'organization', organization: id, arn: `${prefix}:organization/${id}` };
  }
  const owner = second === undefined ? organization.id : OrganizationId.parse(first);
  const unit = UnitId.parse(second ?? first);
  return { kind: 'unit', organization: owner, unit, arn: `${prefix}:ou/${owner}/${unit}` };
};

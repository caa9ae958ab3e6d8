import { AccountId, ImageId, OrganizationId, Region, SnapshotId } from '../lib/model/ids.ts';
import type { ImageState } from '../lib/model/image.ts';
import type { Organization, OrganizationAccount } from '../lib/model/organization.ts';
import type { Principal } from '../lib/model/principal.ts';
import { exampleOrganization } from '../lib/cli/policy/test/example-organization.ts';
import { seededRandom, type Random } from '../lib/sandbox/random.ts';

/** When the estate was observed. */
export const OBSERVED = new Date('2026-11-23T10:00:00.000Z');

const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2'].map((region) => Region.parse(region));
const ACCOUNTS = 1000;

/** The example organisation, grown to a thousand accounts in the same units. */
export const largeOrganization = (): Organization => {
  const example = exampleOrganization(OBSERVED);
  const members = example.accounts.filter(({ units }) => units.length > 0);
  const more = Array.from({ length: ACCOUNTS - example.accounts.length }, (_, index): OrganizationAccount => {
    const like = members[index % members.length];
    if (like === undefined) throw new Error('the example organisation has no members');
    return {
      ...like,
      account: AccountId.parse(String(300_000_000_000 + index)),
      name: `${like.name}-${String(index)}`,
    };
  });
  return { ...example, accounts: [...example.accounts, ...more] };
};

/** Images as they are found in a large estate: most in order, some shared, untagged, old or unencrypted. The same for the same organisation. */
export function* images(organization: Organization, count: number): Generator<ImageState> {
  const random = seededRandom(7);
  for (let index = 0; index < count; index += 1) yield imageOf(organization, index, random);
}

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555';
const OUR_ORGANIZATION: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-exampleorg1'),
  arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
};

const imageOf = ({ accounts }: Organization, index: number, random: Random): ImageState => {
  const one = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  };
  const isRare = (share: number): boolean => random() < share;
  const { account } = one(accounts);
  const region = one(REGIONS);
  const hex = index.toString(16).padStart(16, '0');
  const snapshots = (isRare(0.3) ? [0, 1] : [0]).map((n) => SnapshotId.parse(`snap-${String(n)}${hex}`));
  const encrypted = !isRare(0.05);
  const tagged = !isRare(0.1);
  const principals: readonly Principal[] = isRare(0.02)
    ? [{ kind: 'account', account: AccountId.parse('012345678901') }]
    : isRare(0.5)
      ? [
          OUR_ORGANIZATION,
          ...accounts.slice(0, 8).map((other): Principal => ({ kind: 'account', account: other.account })),
        ]
      : [];
  const isPublic = isRare(0.005);
  return {
    ref: { account, region, image: ImageId.parse(`ami-0${hex}`) },
    observedAt: OBSERVED.toISOString(),
    image: {
      kind: 'known',
      value: {
        name: `${one(['app', 'golden', 'legacy'])}-web-${String(20_260_101 + (index % 28))}`,
        description: 'Base image of the web tier, built by the pipeline',
        state: 'available',
        public: isPublic,
        createdAt: new Date(OBSERVED.getTime() - Math.floor(random() * 200) * 86_400_000).toISOString(),
        deprecatedAt: '2027-06-01T00:00:00.000Z',
        lastLaunchedAt: null,
        architecture: one(['x86_64', 'arm64']),
        virtualization: 'hvm',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/xvda',
        bootMode: 'uefi-preferred',
        imdsSupport: isRare(0.1) ? null : 'v2.0',
        tpmSupport: null,
        enaSupport: true,
        platform: isRare(0.2) ? 'Windows' : 'Linux/UNIX',
        sourceImage: null,
        sourceRegion: null,
        sourceInstance: null,
        owner: account,
        ownerAlias: null,
        deregistrationProtection: 'disabled',
        productCodes: [],
        watermarks: [],
        tags: tagged
          ? {
              Name: 'web',
              Owner: 'web@example.com',
              CostCenter: '1234',
              DataClass: 'internal',
              Pipeline: 'golden',
            }
          : { Name: 'web' },
        devices: snapshots.map((snapshot, n) => ({
          kind: 'ebs',
          device: n === 0 ? '/dev/xvda' : '/dev/sdb',
          snapshot,
          encrypted,
          sizeGiB: 30,
        })),
      },
    },
    launchPermission: { kind: 'known', value: isPublic ? [...principals, { kind: 'public' }] : principals },
    snapshots: {
      kind: 'known',
      value: snapshots.map((snapshot) => ({
        snapshot,
        owner: account,
        encrypted,
        kmsKey: encrypted ? KEY : null,
      })),
    },
    snapshotSharing: { kind: 'known', value: snapshots.map((snapshot) => ({ snapshot, principals: [] })) },
    ancestry: { kind: 'known', value: { ancestors: [], complete: true } },
  };
};

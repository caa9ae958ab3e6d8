import type { QuotaName } from '../../model/facts.ts';
import { AccountId, ImageId, InstanceId, Region, SnapshotId } from '../../model/ids.ts';
import type { Datum, FactData, ImageFacts, KnownFacts, SubjectState } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import { toPrincipal } from './build-principal.ts';
import { FACTS, OPERATIONS } from './facts.ts';
import type { PolicyTestSource } from './schema/tests.ts';

type Given = PolicyTestSource['given'];
type Image = NonNullable<Given['image']>;
type Facts = { readonly [Name in keyof KnownFacts]?: KnownFacts[Name] };

/** The subject that a test describes, as if AWS had told it at `at`; what the test leaves out is ordinary. */
export const buildState = (given: Given, organization: Organization, at: Date): SubjectState => {
  const place = { account: AccountId.parse(given.account), region: Region.parse(given.region) };
  const observedAt = at.toISOString();
  if (given.guardrails !== undefined || given.quotas !== undefined) {
    return { ref: place, observedAt, ...toData(accountFacts(given), given) };
  }
  const image = given.image ?? {};
  const id = ImageId.parse(image.id ?? 'ami-0123456789abcdef0');
  if (given.instance !== undefined) {
    const instance = InstanceId.parse(given.instance.id ?? 'i-0123456789abcdef0');
    const facts: Facts = {
      image: imageFacts(image, given.account, observedAt, organization),
      instance: { instance, image: id, state: 'running', launchedAt: observedAt, owner: place.account },
    };
    return { ref: { ...place, instance }, observedAt, ...toData(facts, given) };
  }
  const facts: Facts = {
    image: imageFacts(image, given.account, observedAt, organization),
    ...aroundImage(image, organization),
  };
  return { ref: { ...place, image: id }, observedAt, ...toData(facts, given) };
};

/** What is known as data, and in the place of what the test calls unreadable a fault. */
const toData = (facts: Facts, { unreadable = {} }: Given): FactData =>
  Object.fromEntries(
    FACTS.flatMap((fact): readonly (readonly [string, Datum<unknown>])[] => {
      const code = unreadable[fact];
      if (code !== undefined) {
        const message = 'said by the test';
        return [[fact, { kind: 'fault', operation: OPERATIONS[fact], code, message, retryable: false }]];
      }
      const value = facts[fact];
      return value === undefined ? [] : [[fact, { kind: 'known', value }]];
    }),
  );

const ACCOUNT_ID = /^\d{12}$/;

const imageFacts = (
  image: Image,
  account: string,
  observedAt: string,
  organization: Organization,
): ImageFacts => {
  const owner = image.owner ?? account;
  const told = <Value>(member: NonNullable<Image['missing']>[number], value: Value): Value | null =>
    image.missing?.includes(member) === true ? null : value;
  return {
    name: told('name', image.name ?? 'unnamed'),
    description: image.description ?? null,
    state: image.state ?? 'available',
    public: (image.launchPermission ?? []).some((text) => toPrincipal(text, organization).kind === 'public'),
    createdAt: told('createdAt', image.createdAt ?? observedAt),
    deprecatedAt: image.deprecatedAt ?? null,
    lastLaunchedAt: image.lastLaunchedAt ?? null,
    architecture: told('architecture', image.architecture ?? 'x86_64'),
    virtualization: told('virtualization', image.virtualization ?? 'hvm'),
    rootDeviceType: told('rootDevice', image.rootDevice ?? 'ebs'),
    rootDeviceName: '/dev/xvda',
    bootMode: image.bootMode ?? null,
    imdsSupport: image.imds ?? null,
    tpmSupport: image.tpm ?? null,
    enaSupport: told('ena', image.ena ?? true),
    platform: image.platform ?? null,
    sourceImage: image.sourceImage ?? image.ancestry?.[0]?.image ?? null,
    sourceRegion: null,
    sourceInstance: null,
    owner: told('owner', ACCOUNT_ID.test(owner) ? AccountId.parse(owner) : null),
    ownerAlias: ACCOUNT_ID.test(owner) ? null : owner,
    deregistrationProtection: null,
    productCodes: [],
    watermarks: image.watermarks ?? [],
    tags: image.tags ?? {},
    devices: devicesOf(image).map(({ device, snapshot, id, encrypted }) => ({
      kind: 'ebs',
      device,
      snapshot: snapshot === 'none' ? null : id,
      encrypted: encrypted === 'unknown' ? null : encrypted,
      sizeGiB: 8,
    })),
  };
};

const devicesOf = (image: Image) =>
  (image.devices ?? []).map(({ snapshot = 'known', encrypted = true, ...device }, index) => ({
    ...device,
    encrypted,
    device: device.device ?? `/dev/sd${String.fromCodePoint(97 + (index % 26))}`,
    snapshot,
    id: SnapshotId.parse(`snap-${index.toString(16).padStart(17, '0')}`),
  }));

/** What is asked about an image beside DescribeImages. */
const aroundImage = (image: Image, organization: Organization): Facts => {
  const known = devicesOf(image).filter(({ snapshot }) => snapshot === 'known');
  const principals = (texts: readonly string[] = []) => texts.map((text) => toPrincipal(text, organization));
  return {
    launchPermission: principals(image.launchPermission),
    snapshots: known.map(({ id, encrypted, kmsKey }) => ({
      snapshot: id,
      owner: null,
      encrypted: encrypted === true || encrypted === 'unknown',
      kmsKey: kmsKey ?? null,
    })),
    snapshotSharing: known.flatMap(({ id, sharedWith }) =>
      sharedWith === 'unknown' ? [] : [{ snapshot: id, principals: principals(sharedWith) }],
    ),
    keyAliases: known.flatMap(({ kmsKey, aliases = [] }) =>
      kmsKey === undefined || aliases === 'unknown' ? [] : [{ key: kmsKey, aliases }],
    ),
    references: (image.references ?? []).map((arn) => ({ resourceType: 'ec2:LaunchTemplate', arn })),
    ancestry: {
      ancestors: (image.ancestry ?? []).map((ancestor) => ({
        image: ImageId.parse(ancestor.image),
        region: null,
        owner: ancestor.owner ?? null,
      })),
      complete: image.ancestryCut !== true,
    },
    exports: (image.exports ?? []).map(({ how, bucket, key, state }) => ({
      how,
      bucket: bucket ?? null,
      key: key ?? null,
      state: state ?? 'Completed',
    })),
    shareQuota: image.shareQuota ?? 1000,
  };
};

/** AWS's own limits (Service Quotas L-B665C33B, L-0E3CBAB9, L-309BACF6). */
const QUOTAS: readonly (readonly [Exclude<QuotaName, 'ami-shares'>, number])[] = [
  ['amis', 50_000],
  ['public-amis', 5],
  ['snapshots', 100_000],
];

/** Guard rails that a test does not name are up; quotas that it does not name are not used at all. */
const accountFacts = ({ guardrails = {}, quotas = {} }: Given): Facts => {
  const rail = (
    written: string | { readonly state: string; readonly managedBy: 'account' | 'declarative-policy' },
  ) => (typeof written === 'string' ? { state: written, managedBy: 'account' as const } : written);
  return {
    imageBlockPublicAccess: rail(guardrails.imageBlockPublicAccess ?? 'block-new-sharing'),
    snapshotBlockPublicAccess: rail(guardrails.snapshotBlockPublicAccess ?? 'block-all-sharing'),
    allowedImages: rail(guardrails.allowedImages ?? 'enabled'),
    ebsEncryption: { enabled: guardrails.ebsEncryption ?? true },
    quotas: QUOTAS.flatMap(([quota, standard]) => {
      const told = quotas[quota];
      if (told === 'unknown') return [];
      const { used, limit, reachesAt } = told ?? { used: 0, limit: standard, reachesAt: undefined };
      return [{ quota, used, limit, reachesAt: reachesAt ?? null }];
    }),
  };
};

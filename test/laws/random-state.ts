import * as fc from 'fast-check';
import type { GuardrailState, QuotaUsage } from '../../lib/model/facts.ts';
import { AccountId, ImageId, InstanceId, Region, SnapshotId } from '../../lib/model/ids.ts';
import type {
  BlockDevice,
  Datum,
  Fact,
  ImageFacts,
  KnownFacts,
  SubjectState,
} from '../../lib/model/image.ts';
import type { SubjectKind } from '../../lib/model/subject.ts';
import { SUBJECT_FACTS } from '../../lib/model/subject-facts.ts';
import type { FACTS } from '../../lib/policy/source/facts.ts';
import { launchPermission } from './policy-inputs.ts';

/** What rules read; the rest is for remediations. */
type JudgedFact = (typeof FACTS)[number];

const TIMES = [
  '2026-01-01T00:00:00.000Z',
  '2026-08-02T12:00:00.000Z',
  '2026-08-31T00:00:00.000Z',
  '2027-03-01T00:00:00.000Z',
  'no time at all',
];
const time = fc.constantFrom(...TIMES, null);
const anyOf = <T>(...values: readonly T[]) => fc.constantFrom<T>(...(values as [T, ...T[]]));
const SNAPSHOTS = [0, 1, 2].map((index) => SnapshotId.parse(`snap-0000000${String(index)}`));
const KEYS = ['arn:aws:kms:us-east-1:111122223333:key/1', 'arn:aws:kms:us-east-1:333344445555:key/2'];
const IMAGES = ['ami-0aaaaaaaaaaaaaaa1', 'ami-0ccccccccccccccc1'].map((id) => ImageId.parse(id));
const own = ImageId.parse('ami-0123456789abcdef0');
const account = fc.constantFrom(
  ...['111122223333', '222233334444', '012345678901'].map((id) => AccountId.parse(id)),
);

const devices: fc.Arbitrary<readonly BlockDevice[]> = fc
  .array(fc.record({ kind: anyOf('ebs', 'empty', 'instance-store'), encrypted: anyOf(true, false, null) }), {
    maxLength: 3,
  })
  .map((list) =>
    list.map(({ kind, encrypted }, index): BlockDevice => {
      const device = `/dev/sd${String(index)}`;
      if (kind === 'instance-store') return { kind, device };
      return {
        kind: 'ebs',
        device,
        snapshot: kind === 'empty' ? null : (SNAPSHOTS[index] ?? null),
        encrypted,
        sizeGiB: 8,
      };
    }),
  );

const image: fc.Arbitrary<ImageFacts> = fc.record({
  name: anyOf('app-1', 'other', null),
  description: fc.constant(null),
  state: anyOf('pending', 'available', 'available', 'available', 'disabled', 'failed', 'deregistered'),
  public: fc.boolean(),
  createdAt: time,
  deprecatedAt: time,
  lastLaunchedAt: time,
  architecture: anyOf('x86_64', 'arm64', 'i386', null),
  virtualization: anyOf('hvm', 'paravirtual', null),
  rootDeviceType: anyOf('ebs', 'instance-store', null),
  rootDeviceName: fc.constant(null),
  bootMode: anyOf('uefi', 'legacy-bios', null),
  imdsSupport: anyOf('v2.0', null),
  tpmSupport: anyOf('v2.0', null),
  enaSupport: anyOf(true, false, null),
  platform: fc.constant(null),
  sourceImage: fc.constantFrom(...IMAGES, null),
  sourceRegion: fc.constant(null),
  sourceInstance: fc.constant(null),
  owner: fc.option(account),
  ownerAlias: anyOf('amazon', null),
  deregistrationProtection: fc.constant(null),
  productCodes: fc.constant([]),
  watermarks: fc.subarray(['111122223333:golden', '012345678901:golden', '111122223333:other']),
  tags: fc.dictionary(anyOf('Owner', 'Stage'), anyOf('', 'x', 'test', '7')),
  devices,
});

const rail = (...states: readonly string[]): fc.Arbitrary<GuardrailState> =>
  fc.record({ state: fc.constantFrom(...states), managedBy: anyOf('account', 'declarative-policy') });

const usage = (quota: QuotaUsage['quota']): fc.Arbitrary<QuotaUsage> =>
  fc.record({ quota: fc.constant(quota), used: fc.nat(12), limit: fc.constantFrom(0, 10), reachesAt: time });

const shares = fc
  .subarray(SNAPSHOTS)
  .chain((ids) =>
    fc.tuple(...ids.map((snapshot) => launchPermission.map((principals) => ({ snapshot, principals })))),
  );

const VALUES: { readonly [Name in JudgedFact]: fc.Arbitrary<KnownFacts[Name]> } = {
  image,
  launchPermission,
  snapshots: fc.subarray(SNAPSHOTS).chain((ids) =>
    fc.tuple(
      ...ids.map((snapshot) =>
        fc.record({
          snapshot: fc.constant(snapshot),
          owner: fc.constant(null),
          encrypted: fc.boolean(),
          kmsKey: anyOf(...KEYS, null),
        }),
      ),
    ),
  ),
  snapshotSharing: shares,
  keyAliases: fc
    .subarray(KEYS)
    .chain((keys) =>
      fc.tuple(
        ...keys.map((key) =>
          fc.record({ key: fc.constant(key), aliases: fc.subarray(['alias/ami-1', 'alias/x']) }),
        ),
      ),
    ),
  references: fc.subarray([
    { resourceType: 'ec2:Instance', arn: 'arn:1' },
    { resourceType: 'ec2:LaunchTemplate', arn: 'arn:2' },
  ]),
  ancestry: fc.record({
    ancestors: fc.array(
      fc.record({
        image: fc.constantFrom(...IMAGES),
        region: fc.constant(null),
        owner: anyOf('amazon', '111122223333', '012345678901', null),
      }),
      { maxLength: 2 },
    ),
    complete: fc.boolean(),
  }),
  exports: fc.uniqueArray(
    fc.record({
      how: anyOf('store', 'export'),
      bucket: anyOf('golden-1', 'elsewhere', null),
      key: anyOf('a', null),
      state: anyOf('Completed', 'Failed', null),
    }),
    { maxLength: 3, selector: ({ how, bucket, key }) => `${how}/${String(bucket)}/${String(key)}` },
  ),
  shareQuota: fc.constantFrom(2, 1000),
  instance: fc.record({
    instance: fc.constant(InstanceId.parse('i-0123456789abcdef0')),
    image: fc.constantFrom(own, ...IMAGES),
    state: fc.constant('running'),
    launchedAt: fc.constant(null),
    owner: fc.constant(null),
  }),
  imageBlockPublicAccess: rail('block-new-sharing', 'unblocked'),
  snapshotBlockPublicAccess: rail('block-all-sharing', 'block-new-sharing', 'unblocked'),
  allowedImages: rail('enabled', 'audit-mode', 'disabled'),
  ebsEncryption: fc.record({ enabled: fc.boolean() }),
  quotas: fc.tuple(usage('amis'), usage('public-amis'), usage('snapshots')).chain((all) => fc.subarray(all)),
};

/** Any value of a fact, as AWS may tell it. */
export const known = (fact: JudgedFact): fc.Arbitrary<Datum<unknown>> =>
  (VALUES[fact] as fc.Arbitrary<unknown>).map((value) => ({ kind: 'known', value }));

export const FAULT: Datum<never> = {
  kind: 'fault',
  operation: 'Describe',
  code: 'RequestLimitExceeded',
  message: 'slower',
  retryable: true,
};

/** A state with other data of one fact. */
export const withDatum = (state: SubjectState, fact: Fact, datum: Datum<unknown>): SubjectState => ({
  ...state,
  [fact]: datum,
});

const place = fc.record({
  account: fc.constantFrom(
    ...['111122223333', '222233334444', '666677778888', '101010101010'].map((id) => AccountId.parse(id)),
  ),
  region: fc.constantFrom(...['us-east-1', 'eu-west-1'].map((name) => Region.parse(name))),
});

const REFS: Readonly<Record<SubjectKind, object>> = {
  image: { image: own },
  instance: { instance: InstanceId.parse('i-0123456789abcdef0') },
  'account-region': {},
};

/** A subject of a kind as AWS may tell it; of `faults` in a hundred facts nothing is to be had. */
export const stateOf = (kind: SubjectKind, faults = 10): fc.Arbitrary<SubjectState> => {
  const facts = SUBJECT_FACTS[kind].map((fact) => [
    fact,
    fc.oneof(
      { weight: 100 - faults, arbitrary: known(fact) },
      { weight: faults, arbitrary: fc.constant(FAULT) },
    ),
  ]);
  return fc
    .tuple(place, fc.record(Object.fromEntries(facts) as Record<Fact, fc.Arbitrary<Datum<unknown>>>))
    .map(
      ([where, data]) =>
        ({
          ...data,
          ref: { ...where, ...REFS[kind] },
          observedAt: '2026-09-01T12:00:00.000Z',
        }) as SubjectState,
    );
};

/** A subject of any kind; images most often. */
export const state: fc.Arbitrary<SubjectState> = fc.oneof(
  { weight: 4, arbitrary: stateOf('image') },
  { weight: 1, arbitrary: stateOf('instance') },
  { weight: 1, arbitrary: stateOf('account-region') },
);

/** Whether the image is of a state in which nobody can launch it: rules that do not read the image do not see it. */
export const isDead = ({ ref, image: datum }: SubjectState): boolean =>
  'image' in ref &&
  datum?.kind === 'known' &&
  (datum.value.state === 'failed' || datum.value.state === 'deregistered');

import * as fc from 'fast-check';
import type { QuotaName } from '../../lib/model/facts.ts';
import { ImageId, SnapshotId } from '../../lib/model/ids.ts';
import type { Aspects, CopyAspect, Guardrail, Write } from '../../lib/model/plan.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { launchPermission } from './random-image.ts';

const SNAPSHOTS = ['snap-0aaaaaaaaaaaaaaa1', 'snap-0aaaaaaaaaaaaaaa2'].map((id) => SnapshotId.parse(id));
const [FIRST = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1')] = SNAPSHOTS;
const COPIES = ['ami-0ccccccccccccccc1', 'ami-0ccccccccccccccc2'].map((id) => ImageId.parse(id));
const TIMES = ['2026-01-01T00:00:00.000Z', '2026-06-01T12:34:00.000Z', '2027-01-01T00:00:00.000Z'] as const;
const QUOTAS: readonly QuotaName[] = ['amis', 'public-amis', 'ami-shares', 'snapshots'];
const RAILS: readonly Guardrail[] = ['imageBlockPublicAccess', 'snapshotBlockPublicAccess', 'ebsEncryption'];
const STATES = ['unblocked', 'block-new-sharing', 'block-all-sharing', 'enabled', 'disabled'] as const;

const tags = fc.dictionary(
  fc.constantFrom('Owner', 'Stage', 'constructor', '__proto__x', ''),
  fc.constantFrom('a', 'b', ''),
  {
    maxKeys: 4,
  },
);
const volumePrincipals = launchPermission.map((all) =>
  all.filter(({ kind }) => kind === 'public' || kind === 'account'),
);

const copyOf = (one: Partial<Omit<CopyAspect, 'image'>> = {}): Omit<CopyAspect, 'image'> => ({
  state: 'failed',
  reason: null,
  launchPermission: [],
  ...one,
});

const anything: fc.Arbitrary<Required<Aspects>> = fc.record({
  launchPermission,
  snapshotSharing: fc
    .tuple(...SNAPSHOTS.map(() => volumePrincipals))
    .map((all) => SNAPSHOTS.map((snapshot, index) => ({ snapshot, principals: all[index] ?? [] }))),
  tags,
  deprecatedAt: fc.constantFrom(...TIMES, null),
  state: fc.constantFrom('available', 'disabled'),
  guardrails: fc.record({
    imageBlockPublicAccess: fc.constantFrom(...STATES),
    snapshotBlockPublicAccess: fc.constantFrom(...STATES),
    ebsEncryption: fc.constantFrom(...STATES),
  }),
  usageAskedAt: fc.constantFrom(...TIMES, null),
  quotas: fc.record({
    amis: fc.nat(9),
    'public-amis': fc.nat(9),
    'ami-shares': fc.nat(9),
    snapshots: fc.nat(9),
  }),
  copies: fc
    .tuple(
      ...COPIES.map(() =>
        fc.record({ state: fc.constantFrom('pending', 'available', 'failed'), launchPermission }),
      ),
    )
    .map((all) => COPIES.map((image, index) => ({ ...copyOf(all[index]), image }))),
});

/** A subject as it can be read; nothing of it is unread. A disabled image is shared with nobody. */
export const aspects: fc.Arbitrary<Required<Aspects>> = anything.map((one) =>
  one.state === 'disabled' ? { ...one, launchPermission: [] } : one,
);

/** Two sets without a principal in common. */
const apart = (from: fc.Arbitrary<readonly Principal[]>) =>
  fc.tuple(from, from).map(([add, others]) => {
    const keys = new Set(add.map(principalKey));
    return { add, remove: others.filter((one) => !keys.has(principalKey(one))) };
  });

const tagsOf = (write: {
  readonly set?: Record<string, string>;
  readonly remove?: Record<string, string>;
}): Write => ({
  kind: 'tags',
  set: {},
  remove: {},
  ...write,
});

/** Any write of a kind. */
export const writeOf: Readonly<Record<Write['kind'], fc.Arbitrary<Write>>> = {
  'launch-permission': apart(launchPermission).map((both) => ({ kind: 'launch-permission', ...both })),
  'snapshot-permission': fc
    .tuple(fc.constantFrom(FIRST, ...SNAPSHOTS), apart(volumePrincipals))
    .map(([snapshot, both]) => ({ kind: 'snapshot-permission', snapshot, ...both })),
  tags: fc.oneof(
    tags.map((set) => tagsOf({ set })),
    tags.map((remove) => tagsOf({ remove })),
  ),
  deprecation: fc.constantFrom(...TIMES, null).map((at) => ({ kind: 'deprecation', at })),
  availability: fc
    .constantFrom('disabled' as const, 'available' as const)
    .map((to) => ({ kind: 'availability', to })),
  registration: fc
    .option(fc.nat(30))
    .map((keptDays) => ({ kind: 'registration', to: 'deregistered', keptDays })),
  'usage-report': fc.constantFrom(...TIMES).map((since) => ({ kind: 'usage-report', since })),
  guardrail: fc
    .tuple(fc.constantFrom(...RAILS), fc.constantFrom(...STATES))
    .map(([guardrail, to]) => ({ kind: 'guardrail', guardrail, to })),
  'quota-request': fc
    .tuple(fc.constantFrom(...QUOTAS), fc.integer({ min: 1, max: 9 }))
    .map(([quota, to]) => ({ kind: 'quota-request', quota, to })),
  copy: fc
    .constantFrom('disable' as const, 'keep' as const)
    .map((then) => ({ kind: 'copy', key: 'k', then, deregisterAfter: null })),
  'copy-permission': fc
    .tuple(fc.constantFrom(...COPIES), apart(launchPermission))
    .map(([copy, both]) => ({ kind: 'copy-permission', copy, ...both })),
  'copy-removal': fc.constantFrom(...COPIES).map((copy) => ({ kind: 'copy-removal', copy, snapshots: true })),
};

/** The kinds by which something is changed that can be taken back. */
export const UNDOABLE = [
  'launch-permission',
  'snapshot-permission',
  'tags',
  'deprecation',
  'availability',
  'registration',
  'guardrail',
  'copy-permission',
] as const satisfies readonly Write['kind'][];

export const KINDS = Object.keys(writeOf) as readonly Write['kind'][];

const sortedBy = <T>(all: readonly T[], key: (one: T) => string): readonly string[] =>
  all.map(key).toSorted();

/** Aspects in a form in which two that say the same are equal: sets of principals have no order. */
export const normal = (given: Aspects): unknown => ({
  ...given,
  ...(given.launchPermission && { launchPermission: sortedBy(given.launchPermission, principalKey) }),
  ...(given.copies && {
    copies: given.copies.map(({ image, state, launchPermission: shared }) => [
      image,
      state,
      sortedBy(shared, principalKey),
    ]),
  }),
  ...(given.snapshotSharing && {
    snapshotSharing: given.snapshotSharing.map(({ snapshot, principals }) => [
      snapshot,
      sortedBy(principals, principalKey),
    ]),
  }),
});

/** What one write may touch of a subject. */
export const touchedBy = (write: Write): readonly (keyof Aspects)[] => {
  switch (write.kind) {
    case 'launch-permission':
      return ['launchPermission'];
    case 'snapshot-permission':
      return ['snapshotSharing'];
    case 'tags':
      return ['tags'];
    case 'deprecation':
      return ['deprecatedAt'];
    case 'availability':
      return ['state', 'launchPermission'];
    case 'registration':
      return [
        'state',
        'launchPermission',
        'tags',
        'snapshotSharing',
        'deprecatedAt',
        'guardrails',
        'usageAskedAt',
        'quotas',
        'copies',
      ];
    case 'usage-report':
      return ['usageAskedAt'];
    case 'guardrail':
      return ['guardrails'];
    case 'quota-request':
      return ['quotas'];
    case 'copy':
    case 'copy-permission':
    case 'copy-removal':
      return ['copies'];
  }
};

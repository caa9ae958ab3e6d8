import * as fc from 'fast-check';
import type { EvaluationInput } from '../../lib/model/finding.ts';
import { AccountId, OrganizationId, SnapshotId, UnitId } from '../../lib/model/ids.ts';
import type { BlockDevice, Datum, Fact, ImageState, SnapshotFacts } from '../../lib/model/image.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { buildState } from '../../lib/policy/source/build-state.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { exampleOrganization } from '../cases/organization.ts';

/** Every group of facts, as a sweep asks for them. */
export const ALL: readonly Fact[] = ['image', 'launchPermission', 'snapshots'];
/** The instant of every law that does not name its own. */
export const NOW = new Date('2026-09-01T12:00:00.000Z');
/** The accounts of the example organisation. */
export const MEMBERS = exampleOrganization.accounts.map(({ account }) => String(account));
/** Accounts that are none of the organisation. */
export const STRANGERS = ['012345678901', '888877776666', '444455556666'];

/** The bundle of a policy that must be in order. */
export const compile = (text: string): PolicyBundle => {
  const compiled = compilePolicy([{ name: 'p.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

export const account = (id: string): Principal => ({ kind: 'account', account: AccountId.parse(id) });
const organization = (id: string): Principal => ({
  kind: 'organization',
  organization: OrganizationId.parse(id),
  arn: `arn:aws:organizations::123456789012:organization/${id}`,
});
const unit = (owner: string, id: string): Principal => ({
  kind: 'unit',
  organization: OrganizationId.parse(owner),
  unit: UnitId.parse(id),
  arn: `arn:aws:organizations::123456789012:ou/${owner}/${id}`,
});

const anyPrincipal: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant<Principal>({ kind: 'public' }),
  fc.constantFrom(...MEMBERS, ...STRANGERS).map(account),
  fc.constantFrom('o-exampleorg1', 'o-partner1234', 'o-stranger999').map(organization),
  fc
    .constantFrom(...exampleOrganization.units.map((one) => String(one.unit)))
    .map((id) => unit('o-exampleorg1', id)),
  fc.constant(unit('o-stranger999', 'ou-zz99-stranger')),
);
export const launchPermission = fc.uniqueArray(anyPrincipal, { selector: principalKey, maxLength: 10 });

const words = fc.constantFrom('off', 'audit', 'notify', 'enforce');
const subset = (values: readonly string[]) => fc.subarray([...values]);

/** Policies with every part that can change a verdict. */
export const policy: fc.Arbitrary<PolicyBundle> = fc
  .record({
    modes: fc.tuple(words, words, words, words),
    orgs: subset(['self', 'o-partner1234']),
    accounts: subset([...STRANGERS, '222233334444']),
    ous: subset(['Root/Sandbox', 'ou-ab12-workl001']),
    grace: fc.constantFrom('0s', '30m', '7d'),
    scope: fc.constantFrom(
      { accounts: ['222233334444'] },
      { ous: ['Root/Workloads'] },
      { regions: ['eu-*'] },
      { images: ['name:app-*'] },
      { imageTags: { Stage: 't*' } },
    ),
    waived: fc.constantFrom(
      { accounts: ['111122223333'] },
      { images: ['name:app-*'] },
      { imageTags: { Stage: 'x' } },
    ),
    override: words,
  })
  .map(({ modes, orgs, accounts, ous, grace, scope, waived, override }) =>
    compile(
      JSON.stringify({
        version: 1,
        rules: {
          'public-sharing': { mode: modes[0], grace },
          sharing: { mode: modes[1], grace, allow: { orgs, accounts, ous } },
          encryption: { mode: modes[2] },
          'required-tags': { mode: modes[3], grace, tags: { Owner: true, Stage: { pattern: '^[a-z]+$' } } },
        },
        overrides: [
          { match: scope, rules: { sharing: { mode: override }, 'required-tags': { grace: '1h' } } },
        ],
        waivers: [
          {
            id: 'W-1',
            rules: ['public-sharing', 'sharing'],
            match: waived,
            reason: 'r',
            owner: 'o',
            expires: '2027-01-01',
          },
        ],
      }),
    ),
  );

const fault = <T>(datum: Datum<T>): fc.Arbitrary<Datum<T>> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(datum) },
    {
      weight: 1,
      arbitrary: fc.constant<Datum<T>>({
        kind: 'fault',
        operation: 'Describe',
        code: 'RequestLimitExceeded',
        message: 'slower',
        retryable: true,
      }),
    },
  );

const device = fc.record({ encrypted: fc.boolean(), known: fc.boolean(), empty: fc.boolean() });

/** Images as AWS may tell them, each group of facts known or not to be had. */
export const state: fc.Arbitrary<ImageState> = fc
  .record({
    account: fc.constantFrom('111122223333', '222233334444', '666677778888', '101010101010'),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    image: fc.constantFrom('ami-0123456789abcdef0', 'ami-0fedcba9876543210'),
    name: fc.constantFrom('app-1', 'other'),
    state: fc.constantFrom('pending' as const, 'available' as const, 'disabled' as const, 'failed' as const),
    tags: fc.dictionary(fc.constantFrom('Owner', 'Stage'), fc.constantFrom('', 'x', 'test', '7')),
    principals: launchPermission,
    devices: fc.array(device, { maxLength: 3 }),
  })
  .chain((of) => {
    const built = buildState(
      {
        account: of.account,
        region: of.region,
        image: { id: of.image, name: of.name, state: of.state, tags: of.tags },
      },
      exampleOrganization,
      NOW,
    );
    const id = (index: number) => SnapshotId.parse(`snap-0000000${String(index)}`);
    const devices = of.devices.map(({ encrypted, empty }, index): BlockDevice => ({
      kind: 'ebs',
      device: `/dev/sd${String(index)}`,
      snapshot: empty ? null : id(index),
      encrypted,
      sizeGiB: 8,
    }));
    const snapshots = of.devices.flatMap(({ encrypted, known }, index): SnapshotFacts[] =>
      known ? [{ snapshot: id(index), owner: null, encrypted, kmsKey: null }] : [],
    );
    const image =
      built.image.kind === 'known'
        ? { ...built.image, value: { ...built.image.value, devices } }
        : built.image;
    return fc.record({
      ref: fc.constant(built.ref),
      observedAt: fc.constant(built.observedAt),
      image: fault(image),
      launchPermission: fault<readonly Principal[]>({ kind: 'known', value: of.principals }),
      snapshots: fault<readonly SnapshotFacts[]>({ kind: 'known', value: snapshots }),
    });
  });

/** A question to evaluate; what is left out is ordinary. */
export const input = (
  over: Pick<EvaluationInput, 'state' | 'policy'> & Partial<EvaluationInput>,
): EvaluationInput => ({
  organization: exampleOrganization,
  touched: ALL,
  firstSeen: new Map(),
  now: NOW,
  ...over,
});

import * as fc from 'fast-check';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { compile, STRANGERS } from './policy-inputs.ts';

/** A rule, or what an override changes of it, as it is written. */
type Written = Readonly<Record<string, unknown>>;

const words = fc.constantFrom('off', 'audit', 'notify', 'enforce');
const subset = (values: readonly string[]) => fc.subarray([...values]);
const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const written = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Written> =>
  fc
    .record(Object.fromEntries(Object.entries(members).map(([name, value]) => [name, maybe(value)])))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));

const allowLists = {
  orgs: subset(['self', 'o-partner1234']),
  accounts: subset([...STRANGERS, '222233334444', '@partners']),
  ous: subset(['Root/Sandbox', 'ou-ab12-workl001']),
};
const listOrMore = (values: readonly string[]) =>
  fc.oneof(
    some(values),
    some(values).map((add) => ({ add })),
  );

const OWNERS = ['self', 'amazon', '111122223333', '012345678901', '@partners'];
const MARKS = ['111122223333:golden', '012345678901:golden'];
const KEYS = ['arn:aws:kms:*:111122223333:key/*', 'alias/ami-*', '222233334444'];
const IMAGES = ['ami-0123456789abcdef0', 'ami-0aaaaaaaaaaaaaaa1'];
const tag = fc.constantFrom(true, { pattern: '^[a-z]+$' }, { values: ['test', 'x'] });
const thresholds = fc.constantFrom({ warn: '50%', critical: '80%' }, { warn: '10%', critical: '100%' });
const span = fc.constantFrom('1h', '30d', '90d');
const rails = {
  imageBlockPublicAccess: fc.constantFrom('block-new-sharing', 'none'),
  snapshotBlockPublicAccess: fc.constantFrom('block-new-sharing', 'block-all-sharing', 'none'),
  allowedImages: fc.constantFrom('enabled', 'audit-mode', 'none'),
  ebsEncryption: fc.boolean(),
};
const shape = {
  architectures: subset(['x86_64', 'arm64']),
  virtualization: subset(['hvm', 'paravirtual']),
  rootDevice: subset(['ebs', 'instance-store']),
  bootModes: subset(['uefi', 'uefi-preferred', 'legacy-bios']),
  imds: fc.constant('v2.0'),
  tpm: fc.constant('v2.0'),
  ena: fc.constant(true),
};
const ages = {
  maxAge: fc.oneof(span, fc.constant('none')),
  requireDeprecation: fc.oneof(
    span.map((within) => ({ within })),
    fc.constant('none'),
  ),
  unusedFor: fc.oneof(span, fc.constant('none')),
};
const quotas = {
  watch: written({
    amis: thresholds,
    'public-amis': thresholds,
    'ami-shares': thresholds,
    snapshots: thresholds,
  }),
  forecast: fc.constantFrom({ window: '30d', horizon: '14d' }, 'none'),
};
const ASSERTIONS = [
  'image.state == "available"',
  'tag(image, "Stage") == "test" || region == "eu-west-1"',
  'size(launchPermission) < 3',
  'snapshots.all(s, s.encrypted)',
];

/** What each kind of rule may say, with what must stand there. */
const RULES: Readonly<Record<string, fc.Arbitrary<Written>>> = {
  'public-sharing': written({ also: subset(['snapshots']) }),
  sharing: written({ allow: written(allowLists) }),
  'snapshot-sharing': written({ allow: written(allowLists) }),
  export: written({ buckets: subset(['golden-*', 'elsewhere']) }),
  encryption: written({ kmsKeys: some(KEYS) }),
  'required-tags': fc.record({ tags: fc.record({ Owner: tag, Stage: tag }) }),
  naming: fc.record({ pattern: fc.constantFrom('^app-', '1$') }),
  'image-shape': written(shape),
  age: written(ages),
  provenance: written({
    sourceImages: subset(IMAGES),
    sourceOwners: subset(OWNERS),
    ancestorOwners: subset(OWNERS),
    watermarks: subset(MARKS),
  }),
  guardrails: written(rails),
  quota: written(quotas),
  launch: written({
    owners: subset(OWNERS),
    images: subset([...IMAGES, 'name:app-*']),
    watermarks: subset(MARKS),
  }),
  'own-words': fc.record({ kind: fc.constant('cel'), assert: fc.constantFrom(...ASSERTIONS) }),
};

/** What an override may change of each. */
const CHANGES: Readonly<Record<string, fc.Arbitrary<Written>>> = {
  'public-sharing': written({ also: subset(['snapshots']) }),
  sharing: written({ allow: written({ ...allowLists, add: written(allowLists) }) }),
  // All of it: where the rule has no list of its own there is none to add to.
  'snapshot-sharing': written({ allow: fc.record(allowLists) }),
  export: written({ buckets: listOrMore(['golden-*', 'elsewhere']) }),
  encryption: written({ kmsKeys: listOrMore(KEYS) }),
  'required-tags': written({ tags: written({ Owner: fc.constant(false), Stage: tag, Team: tag }) }),
  naming: written({ pattern: fc.constant('^other') }),
  'image-shape': written(shape),
  age: written(ages),
  provenance: written({
    sourceImages: listOrMore(IMAGES),
    sourceOwners: listOrMore(OWNERS),
    ancestorOwners: listOrMore(OWNERS),
    watermarks: listOrMore(MARKS),
  }),
  guardrails: written(rails),
  quota: written(quotas),
  launch: written({ owners: listOrMore(OWNERS), images: listOrMore(IMAGES), watermarks: listOrMore(MARKS) }),
  'own-words': written({ assert: fc.constantFrom(...ASSERTIONS) }),
};

/** Scopes of each kind: of accounts, of the organisation, and of what an image says of itself. */
const scope = fc.constantFrom<Written>(
  { accounts: ['222233334444'] },
  { ous: ['Root/Workloads'] },
  { accountTags: { env: 'prod' } },
  { regions: ['eu-*'] },
  { images: ['name:app-*'] },
  { images: ['ami-0123456789abcdef0'] },
  { imageTags: { Stage: 't*' } },
  { regions: ['us-*'], imageTags: { Owner: '*' } },
);

const standing = written({
  mode: words,
  grace: fc.constantFrom('0s', '30m', '7d'),
  severity: fc.constantFrom('low', 'critical'),
});

const both = (one: fc.Arbitrary<Written>, other: fc.Arbitrary<Written>): fc.Arbitrary<Written> =>
  fc.tuple(one, other).map(([first, second]) => ({ ...first, ...second }));

const ruleNames = Object.keys(RULES);
const byName = (
  names: readonly string[],
  from: Readonly<Record<string, fc.Arbitrary<Written>>>,
): fc.Arbitrary<Readonly<Record<string, Written>>> =>
  fc.record(Object.fromEntries(names.map((name) => [name, from[name] ?? fc.constant({})])));

const withCommon = (from: typeof RULES, common: fc.Arbitrary<Written>): typeof RULES =>
  Object.fromEntries(Object.entries(from).map(([name, rule]) => [name, both(rule, common)]));

const RULES_AT_LARGE = withCommon(RULES, both(standing, written({ match: scope })));
const CHANGES_AT_LARGE = withCommon(CHANGES, standing);

const waiver = (names: readonly string[], id: string) =>
  fc.record({
    id: fc.constant(id),
    rules: some(names),
    match: fc.constantFrom<Written>(
      { accounts: ['111122223333'] },
      { images: ['name:app-*'] },
      { imageTags: { Stage: 'x' } },
      { ous: ['Root/Sandbox'] },
    ),
    reason: fc.constant('r'),
    owner: fc.constant('o'),
    expires: fc.constantFrom('2026-08-01', '2027-01-01'),
  });

const documentOf = (names: readonly string[]) => {
  const override = fc
    .tuple(scope, some(names))
    .chain(([match, changed]) => byName(changed, CHANGES_AT_LARGE).map((rules) => ({ match, rules })));
  return fc.record({
    version: fc.constant(1),
    groups: fc.constant({ partners: { accounts: ['444455556666'] } }),
    rules: byName(names, RULES_AT_LARGE),
    overrides: fc.array(override, { maxLength: 3 }),
    waivers: fc
      .array(waiver(names, 'W'), { maxLength: 2 })
      .map((list) => list.map((one, index) => ({ ...one, id: `W-${String(index)}` }))),
    notify: fc.constant({
      routes: [{ match: { images: ['name:x*'], regions: ['us-*'] }, to: { slack: '#a' } }],
    }),
  });
};

/** Policies of any of the rules, with every part that can change a verdict. */
export const policy: fc.Arbitrary<PolicyBundle> = some(ruleNames)
  .chain(documentOf)
  .map((document) => compile(JSON.stringify(document)));

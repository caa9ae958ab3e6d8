import * as fc from 'fast-check';
import { AccountId, OrganizationId, UnitId } from '../../lib/model/ids.ts';
import type { Organization } from '../../lib/model/organization.ts';
import { policyTest, type PolicyTestSource } from '../../lib/policy/source/schema/tests.ts';
import { NOW } from './policy-inputs.ts';

type Given = PolicyTestSource['given'];

const UNITS = [
  { unit: 'ou-ab12-workl001', name: 'Workloads', path: 'Root/Workloads', above: [] },
  { unit: 'ou-ab12-prod0001', name: 'Prod', path: 'Root/Workloads/Prod', above: ['ou-ab12-workl001'] },
  { unit: 'ou-ab12-sandb001', name: 'Sandbox', path: 'Root/Sandbox', above: [] },
].map(({ unit, above, ...rest }) => ({
  ...rest,
  unit: UnitId.parse(unit),
  above: above.map((id) => UnitId.parse(id)),
}));
const ACCOUNTS = ['111122223333', '222233334444', '333344445555', '555566667777', '666677778888'];
const STRANGERS = ['012345678901', '444455556666'];

const home = fc.constantFrom(null, ...UNITS);
const account = (id: string) =>
  fc.record({ unit: home, env: fc.constantFrom('prod', 'dev', null) }).map(({ unit, env }) => ({
    account: AccountId.parse(id),
    name: `account-${id.slice(0, 4)}`,
    active: true,
    units: unit === null ? [] : [unit.unit, ...unit.above],
    path: unit?.path ?? 'Root',
    tags: env === null ? {} : { env },
  }));

/** Organisations of any of these accounts, each somewhere in the same three units. */
export const anyOrganization: fc.Arbitrary<Organization> = fc
  .subarray(ACCOUNTS)
  .chain((members) => fc.tuple(...members.map(account)))
  .map((accounts) => ({
    id: OrganizationId.parse('o-exampleorg1'),
    managementAccount: AccountId.parse('123456789012'),
    observedAt: NOW.toISOString(),
    accounts,
    units: UNITS.map(({ unit, name, path }) => ({ unit, name, path })),
  }));

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const one = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const principals = fc.uniqueArray(
  one(
    'public',
    ...ACCOUNTS,
    ...STRANGERS,
    'o-exampleorg1',
    'o-partner1234',
    'ou-ab12-prod0001',
    'o-partner1234/ou-zz99-partner1',
  ),
  { maxLength: 5 },
);
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555';

const device = fc
  .record({
    encrypted: maybe(fc.boolean()),
    kmsKey: maybe(one(KEY, 'arn:aws:kms:us-east-1:012345678901:key/1')),
    snapshot: maybe(one('known', 'missing', 'none')),
    sharedWith: maybe(principals),
  })
  .map((disk) => (disk.encrypted === true ? disk : { ...disk, kmsKey: undefined }));

const image = fc.record({
  name: maybe(one('app-1', 'other')),
  state: maybe(one('pending', 'available', 'disabled', 'failed', 'deregistered')),
  owner: maybe(one('amazon', '111122223333', '012345678901')),
  tags: maybe(fc.dictionary(one('Owner', 'Stage', 'Team'), one('', 'x', 'test', '7'))),
  createdAt: maybe(one('2026-01-01T00:00:00Z', '2026-08-31T00:00:00Z')),
  deprecatedAt: maybe(one('2026-12-01T00:00:00Z')),
  lastLaunchedAt: maybe(one('2026-08-02T12:00:00Z')),
  architecture: maybe(one('x86_64', 'i386')),
  virtualization: maybe(one('hvm', 'paravirtual')),
  rootDevice: maybe(one('ebs', 'instance-store')),
  bootMode: maybe(one('uefi', 'legacy-bios')),
  imds: maybe(one('v2.0')),
  ena: maybe(fc.boolean()),
  watermarks: maybe(fc.subarray(['111122223333:golden'])),
  launchPermission: maybe(principals),
  shareQuota: maybe(one(3, 1000)),
  devices: maybe(fc.array(device, { maxLength: 2 })),
  references: maybe(fc.subarray(['arn:aws:ec2:us-east-1:111122223333:launch-template/lt-1'])),
  ancestry: maybe(
    fc.subarray([
      { image: 'ami-0aaaaaaaaaaaaaaa1', owner: '111122223333' },
      { image: 'ami-0ccccccccccccccc1' },
    ]),
  ),
  exports: maybe(fc.subarray([{ how: 'store', bucket: 'elsewhere', key: 'k', state: 'Completed' }])),
});

const rails = fc.record({
  imageBlockPublicAccess: maybe(one('block-new-sharing', 'unblocked')),
  snapshotBlockPublicAccess: maybe(one('block-all-sharing', 'unblocked')),
  allowedImages: maybe(one('enabled', 'audit-mode', 'disabled')),
  ebsEncryption: maybe(fc.boolean()),
});
const usage = fc.record({ used: one(1, 60, 95), limit: fc.constant(100) });
const quotas = fc.record({ amis: maybe(usage), 'public-amis': maybe(usage), snapshots: maybe(usage) });

const code = maybe(one('UnauthorizedOperation'));
const unreadable = (...facts: readonly string[]) =>
  fc.record(Object.fromEntries(facts.map((fact) => [fact, code])));

const place = { account: one(...ACCOUNTS, ...STRANGERS), region: one('us-east-1', 'eu-west-1') };
const about = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...place,
      image,
      unreadable: maybe(unreadable('image', 'launchPermission', 'snapshots', 'ancestry')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...place,
      image,
      instance: fc.constant({}),
      unreadable: maybe(unreadable('instance', 'image')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...place,
      guardrails: rails,
      quotas,
      unreadable: maybe(unreadable('ebsEncryption', 'quotas')),
    }),
  },
);

/** Subjects of every kind as a policy's test describes them, at `NOW`; what is written is what the schema takes. */
export const anyGiven: fc.Arbitrary<Given> = about.map((given) => {
  // Through JSON, as through a file: what is undefined is not there.
  const written = JSON.parse(JSON.stringify({ ...given, at: NOW.toISOString() })) as unknown;
  return policyTest.parse({ name: 'any', given: written, expect: { any: 'pass' } }).given;
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evaluation, Finding } from '../../lib/model/finding.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { detailKey } from '../../lib/policy/finding-id.ts';
import { buildState } from '../../lib/policy/source/build-state.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import type { PolicyTestSource } from '../../lib/policy/source/schema/tests.ts';
import { MODES, SEVERITIES } from '../../lib/policy/source/schema/words.ts';
import { exampleOrganization } from '../cases/organization.ts';
import { ALL, STRANGERS } from './policy-inputs.ts';

const KEYS = ['111122223333', '222233334444'].map(
  (account) => `arn:aws:kms:us-east-1:${account}:key/11111111-2222-4333-8444-555555555555`,
);
const some = <Value>(...values: readonly Value[]) => fc.subarray([...values]);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

const requirement = fc.oneof(
  fc.constant(true),
  some('a', 'b', 'c')
    .filter((values) => values.length > 0)
    .map((values) => ({ values })),
  fc.constantFrom('a', '^b').map((pattern) => ({ pattern })),
);
const tags = fc.dictionary(fc.constantFrom('Owner', 'Class', 'Team'), requirement, { minKeys: 1 });
const lists = {
  accounts: some(...STRANGERS, '@partners'),
  orgs: some('self', 'o-partner1234'),
  ous: some('Root/Workloads/Prod'),
};
const days = fc.constantFrom('1d', '30d', '90d');
const common = {
  mode: maybe(fc.constantFrom(...MODES)),
  severity: maybe(fc.constantFrom(...SEVERITIES)),
  grace: maybe(fc.constantFrom('0s', '1h', '2d')),
  enforceFrom: maybe(fc.constantFrom('2026-01-01', '2026-08-01', '2027-01-01')),
};
const architectures = some('x86_64', 'arm64', 'i386');

/** What a rule says, and what an override may say of it beside that. */
const RULES = {
  'public-sharing': { also: maybe(some('snapshots')) },
  sharing: { allow: maybe(fc.record(lists)) },
  encryption: { kmsKeys: maybe(some('111122223333', '222233334444').filter((keys) => keys.length > 0)) },
  'required-tags': { tags },
  'image-shape': {
    architectures: maybe(architectures),
    imds: maybe(fc.constant('v2.0')),
    ena: maybe(fc.constant(true)),
  },
  age: { maxAge: maybe(fc.oneof(days, fc.constant('none'))), unusedFor: maybe(days) },
} as const;
const CHANGES = {
  ...RULES,
  sharing: {
    allow: maybe(
      fc.oneof(
        fc.record(lists, { requiredKeys: [] }),
        fc.record({ add: fc.record(lists, { requiredKeys: [] }) }),
      ),
    ),
  },
  encryption: {
    kmsKeys: maybe(
      fc.oneof(fc.constantFrom(['111122223333'], ['222233334444']), fc.constant({ add: ['222233334444'] })),
    ),
  },
  'required-tags': {
    tags: maybe(
      fc.dictionary(fc.constantFrom('Owner', 'Class', 'Team'), fc.oneof(requirement, fc.constant(false))),
    ),
  },
} as const;

/** Of web-prod, web-dev and the pipeline each lies in some of these, and most meet. */
const match = fc.constantFrom<object | string>(
  '@prod',
  { ous: ['Root/Workloads'] },
  { accounts: ['222233334444'] },
  { accounts: ['555566667777', '111122223333'] },
  { regions: ['us-*'] },
  { images: ['name:web-*'] },
);

const written = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record({ ...common, ...members }).map((rule) => JSON.parse(JSON.stringify(rule)) as object);
const ids = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

/** One or two members of a change at once, so that many an override is taken. */
const overrideOf = (id: keyof typeof CHANGES) =>
  fc.record({
    match,
    rules: fc.tuple(written(CHANGES[id]), fc.nat(5), fc.nat(5)).map(([change, first, second]) => {
      const members = Object.entries(change);
      const kept = members.filter((_, n) => n === first % members.length || n === second % members.length);
      return { [id]: Object.fromEntries(kept) };
    }),
  });

/** A rule, what the policy changes of it for some places, and what a team would. */
const policies = fc.constantFrom(...ids).chain((id) =>
  fc.record({
    main: fc.record({
      rules: fc.record({ [id]: written(RULES[id]) }),
      overrides: fc.array(overrideOf(id), { maxLength: 2 }),
    }),
    team: fc.record({ overrides: fc.array(overrideOf(id), { minLength: 1, maxLength: 2 }) }),
  }),
);

const given: fc.Arbitrary<PolicyTestSource['given']> = fc.record({
  account: fc.constantFrom('222233334444', '555566667777', '111122223333'),
  region: fc.constantFrom('us-east-1', 'eu-west-1'),
  image: fc.record({
    name: fc.constantFrom('web-1', 'app-1'),
    launchPermission: some('public', ...STRANGERS, 'o-partner1234', 'o-exampleorg1', 'ou-ab12-prod0001'),
    tags: fc.dictionary(fc.constantFrom('Owner', 'Class', 'Team'), fc.constantFrom('a', 'b', 'c', 'd')),
    createdAt: fc.constantFrom(
      '2026-08-31T00:00:00.000Z',
      '2026-07-15T00:00:00.000Z',
      '2025-01-01T00:00:00.000Z',
    ),
    architecture: fc.constantFrom('x86_64', 'arm64', 'i386'),
    ena: fc.boolean(),
    devices: fc.array(
      fc.record({
        encrypted: fc.constant(true),
        kmsKey: fc.constantFrom(...KEYS),
        sharedWith: some('public'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
});

const GROUPS = { prod: { ous: ['Root/Workloads/Prod'] }, partners: { accounts: ['444455556666'] } };

const compile = (main: object, team: object | null): PolicyBundle | null => {
  const include = team === null ? {} : { include: ['team.yaml'] };
  const compiled = compilePolicy([
    { name: 'p.yaml', text: JSON.stringify({ version: 1, groups: GROUPS, ...main, ...include }) },
    ...(team === null ? [] : [{ name: 'team.yaml', text: JSON.stringify(team) }]),
  ]);
  return compiled.ok ? compiled.bundle : null;
};

const NOW = new Date('2026-09-01T12:00:00.000Z');

const judge = (policy: PolicyBundle, one: PolicyTestSource['given']): Evaluation =>
  evaluate({
    state: buildState(one, exampleOrganization, NOW),
    policy,
    organization: exampleOrganization,
    touched: ALL,
    firstSeen: new Map(),
    grants: new Map(),
    now: NOW,
  });

const keyOf = ({ rule, detail }: Finding): string => `${rule} ${detailKey(detail)}`;

/** What is found without the team and is no more, or less badly, with it. */
const softened = (without: Evaluation, withTeam: Evaluation): readonly string[] => {
  const found = new Map(withTeam.findings.map((finding) => [keyOf(finding), finding]));
  return without.findings.flatMap((before) => {
    const after = found.get(keyOf(before));
    if (after === undefined) return [`${keyOf(before)} is gone`];
    const isLater =
      after.graceUntil !== null && (before.graceUntil === null || after.graceUntil > before.graceUntil);
    return [
      MODES.indexOf(after.mode) < MODES.indexOf(before.mode) ? `${keyOf(before)}: ${after.mode}` : '',
      SEVERITIES.indexOf(after.severity) < SEVERITIES.indexOf(before.severity)
        ? `${keyOf(before)}: ${after.severity}`
        : '',
      isLater ? `${keyOf(before)}: until ${after.graceUntil}` : '',
    ].filter((sentence) => sentence !== '');
  });
};

describe('an included file only strengthens', () => {
  test('whatever the policy, and whatever file of a team the compiler takes', () => {
    let taken = 0;
    let changed = 0;
    fc.assert(
      fc.property(policies, fc.array(given, { minLength: 12, maxLength: 12 }), ({ main, team }, images) => {
        const [without, withTeam] = [compile(main, null), compile(main, team)];
        if (without === null || withTeam === null) return;
        taken++;
        for (const image of images) {
          const [before, after] = [judge(without, image), judge(withTeam, image)];
          expect(softened(before, after)).toEqual([]);
          changed += JSON.stringify(before.verdicts) === JSON.stringify(after.verdicts) ? 0 : 1;
        }
      }),
      { numRuns: 2000 },
    );
    // Of these runs enough came to the point.
    expect(taken).toBeGreaterThan(100);
    expect(changed).toBeGreaterThan(100);
  }, 120_000);
});

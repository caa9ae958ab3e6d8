import { expect, test } from 'vitest';
import { scanPolicy } from '../../../../lib/app/estate/scan-policy.ts';
import type { Finding, FindingDetail } from '../../../../lib/model/finding.ts';
import { SnapshotId } from '../../../../lib/model/ids.ts';
import type { Principal } from '../../../../lib/model/principal.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';
import { account, everybody, organization, unit } from '../../cli/estate/known-estate.ts';

const compiled = compilePolicy([
  {
    name: 'p.yaml',
    text: `version: 1
name: p
mode: audit
rules:
  public-sharing: { grace: 1h }
  sharing: { allow: { orgs: [self] }, grace: 7d }
  snapshot-sharing: {}
  provenance: { ancestorOwners: [amazon] }
  launch: { owners: [self] }
overrides:
  - name: o
    match: { regions: [eu-*] }
    rules: { sharing: { grace: 30d } }
notify: { default: { slack: '#x' } }
`,
  },
]);
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
const { bundle } = compiled;

const detailOf = (principal: Principal): FindingDetail => ({ kind: 'principal', principal });
const finding = (detail: FindingDetail): Finding => ({ detail }) as Finding;

test('no grace is left, in rules nor in overrides; with the organisation known nothing else changes', () => {
  const { policy, unjudged, doubtOf } = scanPolicy(bundle, {
    organization: 'o-exampleorg1',
    knowsMembers: true,
  });
  expect(policy.rules.map(({ id, graceSeconds }) => `${id} ${String(graceSeconds)}`)).toEqual([
    'public-sharing 0',
    'sharing 0',
    'snapshot-sharing 0',
    'provenance 0',
    'launch 0',
  ]);
  expect(policy.overrides[0]?.rules[0]?.graceSeconds).toBe(0);
  expect(unjudged).toEqual([]);
  expect(doubtOf(finding(detailOf(account('012345678901'))))).toBeNull();
  // The policy in force is none of ours to change.
  expect(bundle.rules[1]?.graceSeconds).toBe(604_800);
});

test('without its accounts, what cannot be told grant by grant is left out by name', () => {
  const { policy, unjudged } = scanPolicy(bundle, { organization: 'o-exampleorg1', knowsMembers: false });
  expect(policy.rules.map(({ id }) => id)).toEqual(['public-sharing', 'sharing', 'snapshot-sharing']);
  expect(unjudged.map(({ rule }) => rule)).toEqual(['provenance', 'launch']);
});

test.each<[string | null, Principal, string | null]>([
  ['o-exampleorg1', everybody, null],
  ['o-exampleorg1', organization('o-partner1234'), null],
  ['o-exampleorg1', account('012345678901'), 'account 012345678901'],
  ['o-exampleorg1', unit('ou-ab12-prod0001'), 'unit ou-ab12-prod0001'],
  ['o-otherorg123', unit('ou-ab12-prod0001'), null],
  [null, organization('o-partner1234'), 'organisation o-partner1234'],
  [null, unit('ou-ab12-prod0001'), 'unit ou-ab12-prod0001'],
  [null, everybody, null],
])('of the organisation %s alone its id is known: %j may be of it: %s', (own, principal, whom) => {
  const { doubtOf } = scanPolicy(bundle, { organization: own, knowsMembers: false });
  expect(doubtOf(finding(detailOf(principal)))).toBe(
    whom === null
      ? null
      : `The image is shared with ${whom}: whether that belongs to the organisation is not known.`,
  );
});

test('of a snapshot it is the snapshot; what is no grant is never doubted', () => {
  const { doubtOf } = scanPolicy(bundle, { organization: null, knowsMembers: false });
  const snapshot = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');
  const principal = account('012345678901');
  expect(doubtOf(finding({ kind: 'snapshot-principal', snapshot, principal }))).toBe(
    'snap-0aaaaaaaaaaaaaaa1 is shared with account 012345678901: whether that belongs to the organisation is not known.',
  );
  expect(doubtOf(finding({ kind: 'tag', tag: 'Owner', value: null }))).toBeNull();
});

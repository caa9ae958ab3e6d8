import { describe, expect, test } from 'vitest';
import { AccountId, OrganizationId, SnapshotId, UnitId } from '../../../lib/model/ids.ts';
import type { FindingDetail } from '../../../lib/model/finding.ts';
import type { PolicyBundle, Waiver } from '../../../lib/model/policy.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { ScopeSubject } from '../../../lib/policy/scope.ts';
import { waive } from '../../../lib/policy/waivers.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const LATER = '2026-11-23T10:00:00.001Z';
const SUBJECT: ScopeSubject = {
  account: '111122223333',
  region: 'us-east-1',
  hasImage: true,
  image: 'ami-0123456789abcdef0',
  facts: { kind: 'unread' },
  organization: null,
  severity: null,
};
const STRANGER: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
const ORGANIZATION: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-partner1234'),
  arn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
};
const UNIT: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-exampleorg1'),
  unit: UnitId.parse('ou-ab12-prod0001'),
  arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
};

const waiver = (over: Partial<Waiver> = {}): Waiver => ({
  id: 'W-1',
  rules: ['sharing'],
  match: { accounts: ['111122223333'] },
  reason: 'agreed',
  owner: 'web@example.com',
  ticket: null,
  approvedBy: null,
  expires: LATER,
  source: { file: 'policy.yaml', line: 1, column: 1 },
  ...over,
});

const policyOf = (...waivers: readonly Waiver[]): PolicyBundle => ({
  version: 1,
  name: 'waivers',
  hash: 'a'.repeat(64),
  rules: [],
  overrides: [],
  waivers,
  waiverWarnings: [],
  groups: {},
  notify: { default: { to: [], digestSeconds: null, repeatSeconds: null }, routes: [] },
});

const of = (principal: Principal): FindingDetail => ({ kind: 'principal', principal });

const ids = (detail: FindingDetail, waivers: readonly Waiver[], rule = 'sharing') => {
  const found = waive(policyOf(...waivers), rule, detail, SUBJECT, NOW);
  return [found.waiver?.id ?? null, found.unsure?.id ?? null, found.lapsedAt];
};

describe('which waiver covers a failure', () => {
  test('one of its rule and its scope, in force; the first of several', () => {
    expect(ids(of(STRANGER), [waiver()])).toEqual(['W-1', null, null]);
    expect(ids(of(STRANGER), [waiver({ id: 'W-2' }), waiver()])).toEqual(['W-2', null, null]);
    expect(ids(of(STRANGER), [waiver({ rules: ['encryption'] })])).toEqual([null, null, null]);
    expect(ids(of(STRANGER), [waiver({ rules: ['encryption', 'sharing'] })])).toEqual(['W-1', null, null]);
    expect(ids(of(STRANGER), [waiver()], 'encryption')).toEqual([null, null, null]);
    expect(ids(of(STRANGER), [waiver({ match: { accounts: ['222233334444'] } })])).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('up to its instant, that instant left out; from there on it has lapsed', () => {
    expect(ids(of(STRANGER), [waiver({ expires: '2026-11-23T10:00:00.001Z' })])).toEqual(['W-1', null, null]);
    expect(ids(of(STRANGER), [waiver({ expires: '2026-11-23T10:00:00.000Z' })])).toEqual([
      null,
      null,
      '2026-11-23T10:00:00.000Z',
    ]);
    expect(ids(of(STRANGER), [waiver({ expires: '2026-11-23T09:59:59.999Z' })])).toEqual([
      null,
      null,
      '2026-11-23T09:59:59.999Z',
    ]);
  });

  test('of several that lapsed the latest counts, wherever it stands; of one for elsewhere none', () => {
    const lapsed = ['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'].map(
      (expires) => waiver({ expires }),
    );
    expect(ids(of(STRANGER), lapsed)).toEqual([null, null, '2026-11-01T00:00:00.000Z']);
    const elsewhere = waiver({ expires: '2026-11-02T00:00:00.000Z', match: { accounts: ['222233334444'] } });
    expect(ids(of(STRANGER), [...lapsed, elsewhere])).toEqual([null, null, '2026-11-01T00:00:00.000Z']);
  });

  test('one of which nobody can tell is said; when it has lapsed it counts for the grace', () => {
    const unknown = { images: ['name:golden-*'] };
    expect(ids(of(STRANGER), [waiver({ match: unknown })])).toEqual([null, 'W-1', null]);
    expect(ids(of(STRANGER), [waiver({ match: unknown }), waiver({ id: 'W-2' })])).toEqual([
      'W-2',
      'W-1',
      null,
    ]);
    expect(ids(of(STRANGER), [waiver({ match: unknown, expires: '2026-11-01T00:00:00.000Z' })])).toEqual([
      null,
      null,
      '2026-11-01T00:00:00.000Z',
    ]);
  });
});

describe('a waiver for principals', () => {
  test.each([
    ['public', of({ kind: 'public' }), 'public'],
    ['an account', of(STRANGER), '012345678901'],
    ['an organisation', of(ORGANIZATION), 'o-partner1234'],
    ['a unit', of(UNIT), 'ou-ab12-prod0001'],
    [
      'a principal of a snapshot',
      {
        kind: 'snapshot-principal',
        snapshot: SnapshotId.parse('snap-0123456789abcdef0'),
        principal: STRANGER,
      },
      '012345678901',
    ],
  ] as const)('covers %s by name, and no other', (_, detail, name) => {
    expect(ids(detail, [waiver({ principals: ['o-other56789', name] })])).toEqual(['W-1', null, null]);
    expect(ids(detail, [waiver({ principals: ['999988887777'] })])).toEqual([null, null, null]);
  });

  test('covers nothing that is not about a principal', () => {
    const detail: FindingDetail = { kind: 'tag', tag: 'public', value: null };
    expect(ids(detail, [waiver({ principals: ['public'] })])).toEqual([null, null, null]);
    expect(ids(detail, [waiver()])).toEqual(['W-1', null, null]);
  });
});

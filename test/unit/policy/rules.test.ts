import { describe, expect, it } from 'vitest';
import type { Datum, Fact, SubjectState } from '../../../lib/model/image.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { rules } from '../../../lib/policy/registry.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { FACTS } from '../../../lib/policy/source/facts.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const now = new Date('2026-09-01T12:00:00Z');
const at = { account: '222233334444', region: 'us-east-1' };

const judged = (rules: string, state: SubjectState) =>
  evaluate({
    state,
    policy: policyOf(`version: 1\nrules: { ${rules} }`),
    organization: exampleOrganization,
    touched: FACTS,
    firstSeen: new Map(),
    grants: new Map(),
    now,
  });

const given = (over: Partial<Parameters<typeof buildState>[0]> = {}): SubjectState =>
  buildState({ ...at, ...over }, exampleOrganization, now);

const knownAs = (state: SubjectState, fact: Fact, value: unknown): SubjectState => {
  const datum: Datum<unknown> = { kind: 'known', value };
  return { ...state, [fact]: datum };
};

const imageWith = (over: object): SubjectState => {
  const state = given();
  if (state.image?.kind !== 'known') throw new Error('no image');
  return knownAs(state, 'image', { ...state.image.value, ...over });
};

describe('every check', () => {
  const context = {
    ref: given().ref,
    organization: exampleOrganization,
    groups: {},
    now,
    isOpen: () => false,
  };
  const facts = (state: SubjectState) =>
    Object.fromEntries(
      FACTS.flatMap((fact) => {
        const datum = state[fact];
        return datum?.kind === 'known' ? [[fact, datum.value]] : [];
      }),
    );
  const subjects = {
    image: [
      given(),
      given({ image: { launchPermission: ['public', '012345678901'], devices: [{ encrypted: false }] } }),
    ],
    instance: [
      given({ instance: {}, image: {} }),
      given({ instance: {}, image: { owner: '012345678901' } }),
      given({ instance: {}, image: { missing: ['owner'] } }),
    ],
    'account-region': [given({ guardrails: {} }), given({ guardrails: { ebsEncryption: false } })],
  };

  it.each(rules.map((rule) => [`${rule.id} of ${rule.subject}`, rule] as const))(
    '%s says that it judged',
    (_, rule) => {
      for (const state of subjects[rule.subject]) {
        expect(rule.check(rule.defaults, facts(state), context).kind).toBe('judged');
      }
      if (rule.reads.length === 0) expect(rule.check(rule.defaults, {}, context).kind).toBe('judged');
    },
  );
});

/** Cases that a test in a policy cannot write: answers that AWS should not give. */
describe('odd answers of AWS', () => {
  it.each([
    ['age', { createdAt: 'yesterday' }, 'AWS did not tell when the image was created.'],
    [
      'age: { maxAge: none, requireDeprecation: { within: 1d } }',
      { deprecatedAt: 'soon' },
      'AWS did not tell when the image is deprecated.',
    ],
    [
      'age: { maxAge: none, unusedFor: 1d }',
      { lastLaunchedAt: 'once' },
      'AWS did not tell when the image was last launched.',
    ],
    [
      'age: { maxAge: none, unusedFor: 1d }',
      { createdAt: 'once' },
      'AWS did not tell when the image was created.',
    ],
    [
      'age: { maxAge: none, requireDeprecation: { within: 1d } }',
      { createdAt: '', deprecatedAt: '2026-09-02T00:00:00Z' },
      'AWS did not tell when the image was created.',
    ],
  ])('%s, %j: %s', (rule, over, reason) => {
    const { verdicts } = judged(rule.includes(':') ? rule : `${rule}: {}`, imageWith(over));
    expect(verdicts).toMatchObject([{ verdict: 'error', reason }]);
  });

  it('does not need the creation of an image that was launched', () => {
    const launched = imageWith({ createdAt: null, lastLaunchedAt: '2026-09-01T00:00:00Z' });
    expect(judged('age: { maxAge: none, unusedFor: 1d }', launched).verdicts).toMatchObject([
      { verdict: 'pass' },
    ]);
  });

  it.each([
    [{ used: NaN, limit: 10, reachesAt: null }, 'AWS did not tell the use of the quota amis.'],
    [{ used: 1, limit: Infinity, reachesAt: null }, 'AWS did not tell the use of the quota amis.'],
    [{ used: 1, limit: 10, reachesAt: 'soon' }, 'AWS did not tell when the quota amis is used up.'],
  ])('a quota of %j', (usage, reason) => {
    const quotas = [
      { quota: 'amis', ...usage },
      ...['public-amis', 'snapshots'].map((quota) => ({ quota, used: 0, limit: 5, reachesAt: null })),
    ];
    const state = knownAs(given({ quotas: {} }), 'quotas', quotas);
    const { verdicts } = judged('quota: { forecast: { window: 30d, horizon: 14d } }', state);
    expect(verdicts).toMatchObject([{ verdict: 'error', reason }]);
  });

  it('an instance-store device has nothing to encrypt, and no snapshot to share', () => {
    const state = imageWith({ devices: [{ kind: 'instance-store', device: '/dev/sdb' }] });
    const { verdicts } = judged(
      'encryption: {}, snapshot-sharing: {}, public-sharing: { also: [snapshots] }',
      state,
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  });

  it('a snapshot of which more is told than the image has is judged as well', () => {
    const sharing = [{ snapshot: 'snap-0000000000000000f', principals: [{ kind: 'public' }] }];
    const { verdicts } = judged('snapshot-sharing: {}', knownAs(given(), 'snapshotSharing', sharing));
    expect(verdicts).toMatchObject([{ verdict: 'fail' }]);
  });

  it('a guard rail in a state that nobody has heard of is not up', () => {
    const state = knownAs(given({ guardrails: {} }), 'imageBlockPublicAccess', {
      state: 'half-blocked',
      managedBy: 'account',
    });
    expect(judged('guardrails: {}', state).verdicts).toMatchObject([
      {
        verdict: 'fail',
        reason: 'Block public access for images is half-blocked, expected block-new-sharing.',
      },
    ]);
  });

  it('two watermarks are told in one order', () => {
    const state = imageWith({ watermarks: ['333344445555:b', '222233334444:a'] });
    expect(judged("provenance: { watermarks: ['111122223333:golden'] }", state).findings).toMatchObject([
      { detail: { kind: 'attribute', attribute: 'watermark', value: '222233334444:a, 333344445555:b' } },
    ]);
    expect(judged("provenance: { watermarks: ['111122223333:golden'] }", given()).findings).toMatchObject([
      { detail: { kind: 'attribute', attribute: 'watermark', value: null } },
    ]);
  });
});

describe('what is found', () => {
  it('says by when an image has to be deprecated, where anybody knows when it was created', () => {
    const rule = 'age: { maxAge: none, requireDeprecation: { within: 10d } }';
    const detail = { kind: 'attribute', attribute: 'deprecation' };
    const by = '2026-08-11T00:00:00.000Z';
    const at = (over: object) => judged(rule, imageWith(over)).findings.map((finding) => finding.detail);
    expect(at({ createdAt: '2026-08-01T00:00:00Z' })).toEqual([{ ...detail, value: null, by }]);
    expect(at({ createdAt: '2026-08-01T00:00:00Z', deprecatedAt: '2026-08-12T00:00:00Z' })).toEqual([
      { ...detail, value: '2026-08-12T00:00:00Z', by },
    ]);
    expect(at({ createdAt: null })).toEqual([{ ...detail, value: null }]);
  });

  it('has the values in it', () => {
    const details = (rules: string, state: SubjectState) =>
      judged(rules, state).findings.map(({ detail }) => detail);
    expect(details('age: {}', given({ image: { createdAt: '2026-01-01T00:00:00.000Z' } }))).toEqual([
      { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(details('naming: { pattern: a }', given({ image: { name: 'x' } }))).toEqual([
      { kind: 'attribute', attribute: 'name', value: 'x' },
    ]);
    expect(details('image-shape: { ena: true }', given({ image: { ena: false } }))).toEqual([
      { kind: 'attribute', attribute: 'ENA support', value: 'false' },
    ]);
    expect(details('image-shape: { imds: v2.0 }', given())).toEqual([
      { kind: 'attribute', attribute: 'IMDS support', value: null },
    ]);
    expect(
      details('export: {}', given({ image: { exports: [{ how: 'store', bucket: 'b', key: 'k' }] } })),
    ).toEqual([{ kind: 'export', how: 'store', bucket: 'b', key: 'k' }]);
    expect(
      details(
        'provenance: { sourceOwners: [self] }',
        given({ image: { ancestry: [{ image: 'ami-0aaaaaaaaaaaaaaa1', owner: 'amazon' }] } }),
      ),
    ).toEqual([{ kind: 'attribute', attribute: 'source owner', value: 'amazon' }]);
    expect(
      details(
        'provenance: { ancestorOwners: [self] }',
        given({ image: { ancestry: [{ image: 'ami-0aaaaaaaaaaaaaaa1', owner: 'amazon' }] } }),
      ),
    ).toEqual([{ kind: 'attribute', attribute: 'ancestry', value: 'ami-0aaaaaaaaaaaaaaa1' }]);
    expect(
      details(
        'provenance: { sourceImages: [ami-0aaaaaaaaaaaaaaa1] }',
        given({ image: { ancestry: [{ image: 'ami-0aaaaaaaaaaaaaaa2' }] } }),
      ),
    ).toEqual([{ kind: 'attribute', attribute: 'source image', value: 'ami-0aaaaaaaaaaaaaaa2' }]);
    expect(details('quota: {}', given({ quotas: { amis: { used: 90, limit: 100 } } }))).toEqual([
      { kind: 'quota', quota: 'amis', level: 'critical', used: 90, limit: 100 },
    ]);
    expect(details('launch: {}', given({ instance: {}, image: { owner: '012345678901' } }))).toEqual([
      { kind: 'launch', image: 'ami-0123456789abcdef0', owner: '012345678901' },
    ]);
  });

  it('is remediated as the rule says, but for a guard rail that the organisation manages', () => {
    const rules = 'guardrails: { mode: enforce, remediate: { action: enable-ebs-encryption } }';
    const state = given({
      guardrails: {
        ebsEncryption: false,
        imageBlockPublicAccess: { state: 'unblocked', managedBy: 'declarative-policy' },
      },
    });
    expect(
      judged(rules, state).findings.map(({ detail, remediation }) => [detail, remediation?.action]),
    ).toEqual([
      [
        {
          kind: 'guardrail',
          guardrail: 'ebs-encryption',
          value: 'disabled',
          managed: false,
          wanted: 'enabled',
        },
        'enable-ebs-encryption',
      ],
      [
        {
          kind: 'guardrail',
          guardrail: 'image-block-public-access',
          value: 'unblocked',
          managed: true,
          wanted: 'block-new-sharing',
        },
        undefined,
      ],
    ]);
  });
});

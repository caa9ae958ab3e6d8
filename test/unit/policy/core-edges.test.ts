import { describe, expect, it } from 'vitest';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';
import type { EvaluationInput, Finding } from '../../../lib/model/finding.ts';
import type { Grant } from '../../../lib/model/grant.ts';
import type { Datum } from '../../../lib/model/image.ts';
import type { RemediationSetting } from '../../../lib/model/policy.ts';
import { alertTargets } from '../../../lib/policy/alert-targets.ts';
import { isAnswered } from '../../../lib/policy/answered.ts';
import { bundleJson, sealBundle } from '../../../lib/policy/bundle.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { factsFor } from '../../../lib/policy/facts-for.ts';
import { latest, waivedBy } from '../../../lib/policy/grants.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
import { needsMembers } from '../../../lib/policy/needs-members.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const now = new Date('2026-09-01T12:00:00Z');

const judged = (text: string, image: Parameters<typeof buildState>[0], over: Partial<EvaluationInput> = {}) =>
  evaluate({
    state: buildState(image, exampleOrganization, now),
    policy: policyOf(`version: 1\nmode: enforce\n${text}`),
    organization: exampleOrganization,
    touched: ['image', 'launchPermission', 'snapshots', 'references'],
    firstSeen: new Map(),
    grants: new Map(),
    now,
    ...over,
  });

const place = { account: '222233334444', region: 'eu-west-1' } as const;
const STRANGER = '012345678901';

describe('whose members must be known', () => {
  it.each([
    ['sharing', true],
    ['snapshot-sharing', true],
    ['provenance', true],
    ['launch', true],
    ['cel', true],
    ['public-sharing', false],
    ['encryption', false],
    ['age', false],
  ])('%s: %s', (kind, expected) => {
    const parameters = { kind } as unknown as Parameters<typeof needsMembers>[0]['parameters'];
    expect(needsMembers({ parameters })).toBe(expected);
  });
});

describe('grants', () => {
  it.each([
    [null, null, null],
    ['2026-09-01T00:00:00Z', null, '2026-09-01T00:00:00Z'],
    [null, '2026-09-01T00:00:00Z', '2026-09-01T00:00:00Z'],
    ['2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z', '2026-09-02T00:00:00Z'],
    ['2026-09-02T00:00:00Z', '2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z'],
  ])('the later of %s and %s is %s', (one, other, expected) => {
    expect(latest(one, other)).toBe(expected);
  });

  it('are told by who, until when and why, with one full stop; a waiver of the policy by its id', () => {
    const grant: Grant = {
      until: '2026-10-01T00:00:00.000Z',
      reason: 'For the v1.2 audit.',
      owner: 'web',
      ticket: null,
      by: { kind: 'cli', name: 'alice', arn: null, id: null },
      entry: 'e1',
    };
    const finding = (waiver: string | null) => ({ id: 'f', waiver }) as Finding;
    expect(waivedBy(finding('e1'), new Map([['f', grant]]))).toBe(
      'alice until 2026-10-01T00:00:00.000Z: For the v1.2 audit',
    );
    expect(waivedBy(finding('W-1'), new Map([['f', grant]]))).toBe('W-1');
    expect(waivedBy(finding(null), new Map())).toBeNull();
  });

  it('that have lapsed begin the grace anew, from their own end', () => {
    const text = 'rules: { sharing: { grace: 1h, allow: { orgs: [self] } } }';
    const image = { ...place, image: { name: 'a', launchPermission: [STRANGER] } };
    const [{ id } = { id: '' }] = judged(text, image).findings;
    const grant: Grant = {
      until: '2026-09-01T11:30:00.000Z',
      reason: 'r',
      owner: 'o',
      ticket: null,
      by: { kind: 'cli', name: 'alice', arn: null, id: null },
      entry: 'e1',
    };
    const firstSeen = new Map([[id, '2026-08-01T00:00:00.000Z']]);
    const { findings } = judged(text, image, { firstSeen, grants: new Map([[id, grant]]) });
    expect(findings.map(({ graceUntil }) => graceUntil)).toEqual(['2026-09-01T12:30:00.000Z']);
  });
});

describe('a verdict', () => {
  it('of an image that is not there yet has no findings, though what could not be read is known', () => {
    const pending = { ...place, image: { name: 'a', state: 'pending' as const } };
    const denied: Datum<never> = {
      kind: 'fault',
      operation: 'DescribeImageReferences',
      code: 'UnauthorizedOperation',
      message: 'no',
      retryable: false,
    };
    const state = { ...buildState(pending, exampleOrganization, now), references: denied };
    const { verdicts, findings } = judged('rules: { age: { maxAge: none, unusedFor: 90d } }', pending, {
      state,
    });
    expect([verdicts.map(({ verdict }) => verdict), findings]).toEqual([['pending'], []]);
  });

  it('of what fails at once has no end of grace, and what is waived has no grace', () => {
    const image = { ...place, image: { name: 'a', launchPermission: [STRANGER] } };
    const failing = judged('rules: { sharing: { allow: { orgs: [self] } } }', image);
    expect(failing.verdicts).toMatchObject([{ verdict: 'fail', until: null }]);
    const waived = judged(
      `rules: { sharing: { grace: 1h, allow: { orgs: [self] } } }
waivers: [{ id: W, rules: [sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2027-01-01 }]`,
      image,
    );
    expect(waived.verdicts).toMatchObject([{ verdict: 'waived', until: null }]);
    expect(waived.findings).toMatchObject([{ waiver: 'W', graceUntil: null }]);
  });

  it('of a rule that is off stays so where an override changes something else of it', () => {
    const text = `rules: { sharing: { mode: 'off', allow: { orgs: [self] } } }
overrides: [{ match: { regions: ['*'] }, rules: { sharing: { severity: low } } }]`;
    expect(
      judged(text, { ...place, image: { name: 'a', launchPermission: [STRANGER] } }).verdicts,
    ).toMatchObject([{ verdict: 'skip', reason: 'The rule is off here.' }]);
  });
});

describe('what is read', () => {
  it('for a rule is not what an override asks of another of its kind', () => {
    const policy = policyOf(`version: 1
rules:
  old: { kind: age, maxAge: 90d }
  idle: { kind: age, maxAge: 90d, mode: 'off' }
overrides: [{ match: { ous: [Root/Sandbox] }, rules: { idle: { unusedFor: 90d } } }]`);
    expect(factsFor(policy, ['image'], '222233334444', 'eu-west-1')).toEqual(['image']);
  });
});

describe('what replaced an image', () => {
  const by: RemediationSetting = {
    action: 'encrypted-copy',
    limitPerHour: null,
    approval: 'auto',
    options: { source: { after: 'disable', deregisterAfter: 3600 } },
  };
  const forGood: RemediationSetting = {
    ...by,
    options: { source: { after: 'disable', deregisterAfter: null } },
  };
  const failure = {
    detail: { kind: 'device', device: '/dev/sda', snapshot: null, kmsKey: null },
    reason: 'plain',
  } as const;
  const image = {
    state: 'disabled',
    deprecatedAt: null,
    createdAt: null,
    tags: { Owner: 'web', 'ami-warden:replaced-at': '2026-09-01T10:00:00Z' },
  } as const;

  it('is known by its tag among others; overdue only where there is a time', () => {
    expect(isAnswered(failure, by, image, now)).toBe(false);
    expect(isAnswered(failure, by, image, new Date('2026-09-01T10:59:59Z'))).toBe(true);
    expect(isAnswered(failure, forGood, image, now)).toBe(true);
  });
});

describe('alerts', () => {
  const about = {
    ref: {
      account: AccountId.parse(place.account),
      region: Region.parse(place.region),
      image: ImageId.parse('ami-0aaaaaaaaaaaaaaa1'),
    },
    imageName: null,
    severity: 'high',
  } as const;
  const targets = (routes: string) =>
    alertTargets(
      policyOf(
        `version: 1\ngroups: { far: { regions: [us-*], imageTags: { Team: a } } }\nrules: { sharing: {} }\nnotify: { default: { slack: '#all' }, routes: [${routes}] }`,
      ),
      about,
      exampleOrganization,
    );

  it('do not go to a route of elsewhere, whatever else it asks for', () => {
    expect(targets(`{ match: '@far', to: { slack: '#us' } }`).map(({ channel }) => channel)).toEqual([
      'slack:#all',
    ]);
  });

  it('go to a target once, as the first of its routes says', () => {
    const perhaps = `{ match: { images: ['name:a*'] }, to: { slack: '#eu' }, digest: 1h }`;
    const surely = `{ match: { regions: [eu-*] }, to: { slack: '#eu' }, digest: 2h }`;
    expect(targets(`${perhaps}, ${surely}`)).toEqual([
      { channel: 'slack:#eu', digestSeconds: 3600, repeatSeconds: null },
    ]);
  });
});

describe('a bundle', () => {
  it('with a waiver of one rule that is there and one that is not is refused', () => {
    const bundle = policyOf(`version: 1
rules: { sharing: {}, encryption: {} }
waivers: [{ id: W, rules: [sharing, encryption], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2027-01-01 }]`);
    const without = sealBundle({ ...bundle, rules: bundle.rules.filter(({ id }) => id === 'sharing') });
    expect(loadBundle(bundleJson(without))).toEqual({
      ok: false,
      problem: 'the policy bundle is refused: waiver W is about a rule that is not there',
    });
  });
});

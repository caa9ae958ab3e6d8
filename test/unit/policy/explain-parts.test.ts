import { describe, expect, it } from 'vitest';
import type { EvaluationInput } from '../../../lib/model/finding.ts';
import type { Match } from '../../../lib/model/policy.ts';
import { explain } from '../../../lib/policy/explain.ts';
import type { ScopeSubject } from '../../../lib/policy/scope.ts';
import { scopeReasons } from '../../../lib/policy/scope-reasons.ts';
import { settingChain } from '../../../lib/policy/setting-chain.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const subject: ScopeSubject = {
  account: '222233334444',
  region: 'eu-west-1',
  hasImage: true,
  image: 'ami-0123456789abcdef0',
  facts: { kind: 'known', value: { name: 'app-1', tags: { Stage: 'test' } } },
  organization: exampleOrganization,
  severity: 'high',
};

const why = (match: Match, over: Partial<ScopeSubject> = {}): readonly (readonly [string, string])[] =>
  scopeReasons(match, { ...subject, ...over }).map(({ scope, reason }) => [scope, reason]);

describe('why a scope holds', () => {
  it.each<[Match, Partial<ScopeSubject>, string, string]>([
    [{ accounts: ['222233334444'] }, {}, 'yes', 'account 222233334444 is 222233334444'],
    [
      { accounts: ['111122223333', '444455556666'] },
      {},
      'no',
      'account 222233334444 is not one of 111122223333, 444455556666',
    ],
    [{ regions: ['us-*'] }, {}, 'no', 'region eu-west-1 is not us-*'],
    [{ regions: ['a', 'b', 'c', 'd', 'e'] }, {}, 'no', 'region eu-west-1 is not one of a, b, c, d, e'],
    [
      { regions: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      {},
      'no',
      'region eu-west-1 is not one of a, b, c, d, e and 2 more',
    ],
    [
      { units: ['Root/Sandbox'] },
      { organization: null },
      'unknown',
      'account 222233334444 (which the organisation does not list) may be in Root/Sandbox',
    ],
    [
      { accountTags: { env: 'prod', tier: '1' } },
      { organization: null },
      'unknown',
      'account 222233334444 (which the organisation does not list) may have the tags env=prod, tier=1',
    ],
    [{ images: ['name:app-*'] }, {}, 'yes', 'image ami-0123456789abcdef0 "app-1" is name:app-*'],
    [{ images: ['name:app-*'] }, { image: null }, 'yes', 'image "app-1" is name:app-*'],
    [
      { images: ['name:app-*'] },
      { facts: { kind: 'unread' } },
      'unknown',
      'image ami-0123456789abcdef0 may be name:app-*',
    ],
    [
      { images: ['name:app-*'] },
      { facts: { kind: 'unread' }, image: null },
      'unknown',
      'image (unknown) may be name:app-*',
    ],
    [
      { images: ['name:app-*'] },
      { hasImage: false, image: null, facts: { kind: 'unread' } },
      'no',
      'image (none: this is about an account and region) is not name:app-*',
    ],
    [
      { imageTags: { Stage: 'prod' } },
      {},
      'no',
      'image ami-0123456789abcdef0 "app-1" has not the tags Stage=prod',
    ],
    [{ imageTags: { Stage: 't*' } }, {}, 'yes', 'image ami-0123456789abcdef0 "app-1" has the tags Stage=t*'],
    [{ severity: ['high', 'low'] }, {}, 'yes', 'the severity is one of high, low'],
    [{ severity: ['low'] }, { severity: null }, 'unknown', 'the severity may be low'],
  ])('%j', (match, over, scope, reason) => {
    expect(why(match, over)).toEqual([[scope, reason]]);
  });
});

describe('how a rule came to be what it is', () => {
  const policy = policyOf(`
version: 1
mode: audit
rules:
  sharing: { severity: low, allow: { orgs: [self] } }
  snapshot-sharing: {}
overrides:
  - { match: { regions: [eu-*] }, rules: { sharing: { mode: notify }, snapshot-sharing: { allow: { orgs: [self] } } } }
  - { match: { regions: [us-*] }, rules: { sharing: { mode: enforce, severity: critical } } }`);
  const [sharing, snapshots] = policy.rules;
  if (sharing === undefined || snapshots === undefined) throw new Error('no rules');

  it('is told by step, those that do not hold here too, and each member by whoever set it', () => {
    const { steps, members } = settingChain(policy, sharing, subject);
    expect(
      steps.map(({ kind, scope, changes }) => [kind, scope, changes.map(({ member }) => member)]),
    ).toEqual([
      ['rule', 'yes', ['severity', 'allow.organizations', 'mode']],
      ['override', 'yes', ['mode']],
      ['override', 'no', ['mode', 'severity']],
    ]);
    const by = Object.fromEntries(members.map(({ member, setBy }) => [member, setBy]));
    expect(by).toMatchObject({
      mode: expect.stringMatching(/^override /) as string,
      severity: 'rule sharing',
      graceSeconds: 'default',
    });
    expect(members.find(({ member }) => member === 'mode')?.value).toBe('notify');
  });

  it('a mapping in place of nothing is told by its members, without the null before it', () => {
    const [, step] = settingChain(policy, snapshots, subject).steps;
    expect(step?.changes).toEqual([
      { member: 'allow.accounts', from: undefined, to: [] },
      { member: 'allow.organizations', from: undefined, to: ['self'] },
      { member: 'allow.units', from: undefined, to: [] },
    ]);
  });
});

describe('an explanation', () => {
  const now = new Date('2027-01-01T00:00:00Z');
  const input = (text: string): EvaluationInput => ({
    state: buildState(
      {
        account: '222233334444',
        region: 'eu-west-1',
        image: { name: 'a', launchPermission: ['012345678901', 'public'] },
      },
      exampleOrganization,
      now,
    ),
    policy: policyOf(text),
    organization: exampleOrganization,
    touched: ['launchPermission'],
    firstSeen: new Map(),
    grants: new Map(),
    now,
  });

  it('has under each rule its own findings, and under each waiver what it covers; at its instant it is in force no more', () => {
    const { rules } = explain(
      input(`
version: 1
rules: { public-sharing: {}, sharing: { allow: { orgs: [self] } } }
waivers:
  - { id: W-1, rules: [sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2027-06-01 }
  - { id: W-2, rules: [public-sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2027-01-01 }`),
    );
    expect(
      rules.map(({ rule, findings, waivers }) => [
        rule,
        findings.map((finding) => finding.rule),
        waivers.map(({ waiver, inForce, covers }) => [waiver.id, inForce, covers.length]),
      ]),
    ).toEqual([
      ['public-sharing', ['public-sharing'], [['W-2', false, 0]]],
      ['sharing', ['sharing'], [['W-1', true, 1]]],
    ]);
  });

  it('says of a rule that judges something else why it is silent', () => {
    const { rules } = explain(
      input('version: 1\nrules: { guardrails: { imageBlockPublicAccess: block-new-sharing } }'),
    );
    expect(rules.map(({ rule, silent }) => [rule, silent])).toEqual([
      ['guardrails', 'It judges accounts in a region.'],
    ]);
  });
});

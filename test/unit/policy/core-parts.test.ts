import { describe, expect, it } from 'vitest';
import type { EvaluationInput } from '../../../lib/model/finding.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { explain } from '../../../lib/policy/explain.ts';
import { keyIsAllowed } from '../../../lib/policy/kms-keys.ts';
import { unitHoldsUnit } from '../../../lib/policy/membership.ts';
import { judgeUsage } from '../../../lib/policy/quota-usage.ts';
import { compilePattern, patternMatches } from '../../../lib/policy/pattern/pattern.ts';
import { quotaWatch } from '../../../lib/policy/quota-watch.ts';
import { scopeSubject } from '../../../lib/policy/scope-subject.ts';
import { settingChain } from '../../../lib/policy/setting-chain.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const now = new Date('2026-09-01T12:00:00Z');
const place = { account: '222233334444', region: 'eu-west-1' } as const;

const input = (text: string, given: Parameters<typeof buildState>[0]): EvaluationInput => ({
  state: buildState(given, exampleOrganization, now),
  policy: policyOf(`version: 1\n${text}`),
  organization: exampleOrganization,
  touched: ['image', 'launchPermission', 'snapshots', 'references', 'quotas', 'instance'],
  firstSeen: new Map(),
  grants: new Map(),
  now,
});

describe('names and ids', () => {
  it('a key is known by its ARN, though that ends in twelve digits as an account has', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001';
    expect(keyIsAllowed(key, [key], null)).toBe(true);
  });

  it('a unit that nobody knows is in none', () => {
    expect(unitHoldsUnit(exampleOrganization, 'Root', 'ou-none-00000000')).toBe(false);
  });

  it('a subject is its image, or the one that it runs from', () => {
    const image = { id: 'ami-0aaaaaaaaaaaaaaa1', name: 'a' };
    for (const instance of [{}, { instance: {} }]) {
      const state = buildState({ ...place, ...instance, image }, exampleOrganization, now);
      expect(scopeSubject(state, exampleOrganization).image).toBe('ami-0aaaaaaaaaaaaaaa1');
    }
  });

  it('an image that is let in by its id lets in none that has a part of it for a name', () => {
    const run = (images: string) =>
      evaluate(
        input(`rules: { launch: { owners: [self], images: [${images}] } }`, {
          ...place,
          instance: {},
          image: { id: 'ami-0bbbbbbbbbbbbbbb1', name: 'aaaaaaaaaaaaaaa1', owner: '012345678901' },
        }),
      ).verdicts.map(({ verdict }) => verdict);
    expect(run('ami-0aaaaaaaaaaaaaaa1')).toEqual(['fail']);
    expect(run('name:aaaaaaaaaaaaaaa1')).toEqual(['pass']);
    expect(run('ami-0bbbbbbbbbbbbbbb1')).toEqual(['pass']);
  });
});

describe('sets of characters', () => {
  const fits = (pattern: string, text: string): boolean | string => {
    const compiled = compilePattern(pattern);
    return compiled.ok ? patternMatches(compiled.pattern, text) : compiled.problem;
  };

  it('hold what one of their ranges holds, and without it what none does', () => {
    expect(fits('^[0-9A-ZB-C]$', 'Z')).toBe(true);
    expect(fits('^[^0-9A-ZB-C]$', 'Z')).toBe(false);
    expect(fits('^[^0-9A-ZB-C]$', 'a')).toBe(true);
    expect(fits('^[\\d]$', 'd')).toBe(false);
    expect(fits('(?i)^[^0-9]$', '5')).toBe(false);
    expect(fits('(?i)^[^0-9a-c]$', 'B')).toBe(false);
    expect(fits('(?i)^[^0-9a-c]$', 'd')).toBe(true);
  });

  it('are folded where all of them are ASCII', () => {
    expect(fits('(?i)^[aé]$', 'A')).toEqual(expect.any(String));
    expect(fits('(?i)^[az]$', 'Z')).toBe(true);
  });
});

describe('quotas', () => {
  const used = (amis: number) =>
    input('rules: { quota: { watch: { amis: { warn: 70%, critical: 90% } } } }', {
      ...place,
      quotas: { amis: { used: amis, limit: 100 } },
    });

  it('whose finding is open stay so until they are well below, and say why', () => {
    const [open] = evaluate(used(70)).findings;
    expect(open?.reason).toBe('70 of 100 amis are used, 70 % or more.');
    const firstSeen = new Map([[open?.id ?? '', '2026-08-01T00:00:00.000Z']]);
    expect(evaluate({ ...used(69), firstSeen }).findings.map(({ reason }) => reason)).toEqual([
      '69 of 100 amis are used, which is hardly below 70 %.',
    ]);
    expect(evaluate(used(69)).findings).toEqual([]);
  });

  it('are watched by rules that an override changes in nothing but their mode', () => {
    const { policy } = input(
      `rules: { quota: {} }\noverrides: [{ match: { regions: [eu-*] }, rules: { quota: { mode: notify } } }]`,
      place,
    );
    expect(quotaWatch(policy).thresholds.amis).toEqual([70, 90]);
  });

  it('hold a forecast to the end of its leeway; a bound that is no time is told as one', () => {
    const forecast = { window: 864_000, horizon: 864_000 };
    const watch = { amis: { warn: 70, critical: 90 } };
    const reasons = judgeUsage(
      {
        quota: 'amis',
        used: 1,
        limit: 100,
        reachesAt: '2026-09-14T00:00:00.000Z',
        reachesBetween: { from: 'soon', to: null },
      },
      { watch, forecast },
      now,
      () => true,
    ).map(({ reason }) => reason);
    expect(reasons).toEqual([
      '1 of 100 amis are used, and the trend meets the limit in 13 days (? or later).',
    ]);
  });
});

describe('an explanation of each rule', () => {
  const told = (text: string, given: Parameters<typeof buildState>[0]) =>
    explain(input(text, given)).rules.map(({ rule, verdict, silent, facts, borrows }) => [
      rule,
      verdict?.verdict ?? silent,
      facts.map(({ fact }) => fact),
      borrows?.id ?? null,
    ]);

  it('has a verdict or why there is none, what it looks at, and whose list it follows', () => {
    const image = { ...place, image: { name: 'a' } };
    expect(
      told(
        `rules:
  guardrails: { imageBlockPublicAccess: block-new-sharing }
  sharing: { allow: { orgs: [self] } }
  snapshot-sharing: {}
  naming: { mode: 'off', pattern: '^a' }
  own: { kind: snapshot-sharing, allow: { orgs: [self] } }`,
        image,
      ),
    ).toEqual([
      ['guardrails', 'It judges accounts in a region.', [], null],
      ['sharing', 'pass', ['launchPermission'], null],
      ['snapshot-sharing', 'pass', ['image', 'snapshotSharing'], 'sharing'],
      ['naming', 'skip', [], null],
      ['own', 'pass', ['image', 'snapshotSharing'], null],
    ]);
    const { rules } = explain(input('rules: { sharing: {} }', image));
    expect(rules.map(({ silent }) => silent)).toEqual([null]);
  });
});

describe('how a rule came to be what it is', () => {
  const chain = (id: string) => {
    const policy = policyOf(`version: 1
rules:
  tags: { kind: required-tags, tags: { kind: true, Team: true }, severity: high, match: { regions: [us-*] } }
  naming: { pattern: '^a' }
overrides: [{ match: { regions: [eu-*] }, rules: { tags: { tags: { Team: false } } } }]`);
    const state = buildState({ ...place, image: { name: 'a' } }, exampleOrganization, now);
    const [rule] = policy.rules.filter((one) => one.id === id);
    return rule === undefined ? null : settingChain(policy, rule, scopeSubject(state, exampleOrganization));
  };

  it('tells what is taken away, and a tag by its name, whatever that is', () => {
    expect(chain('tags')?.steps[0]?.reasons.map(({ reason }) => reason)).toEqual([
      'region eu-west-1 is not us-*',
    ]);
    expect(chain('tags')?.steps.map(({ scope, changes }) => [scope, changes])).toEqual([
      [
        'no',
        [
          { member: 'severity', from: 'low', to: 'high' },
          { member: 'mode', from: undefined, to: 'audit' },
          { member: 'tags.kind', from: undefined, to: { kind: 'present' } },
          { member: 'tags.Team', from: undefined, to: { kind: 'present' } },
        ],
      ],
      ['yes', [{ member: 'tags.Team', from: { kind: 'present' }, to: undefined }]],
    ]);
  });

  it('says who set each member, the rule though it holds elsewhere; a text is one member', () => {
    const by = (id: string) =>
      Object.fromEntries(chain(id)?.members.map(({ member, setBy }) => [member, setBy]) ?? []);
    expect(by('tags')).toMatchObject({
      severity: 'rule tags',
      'tags.kind': 'rule tags',
      graceSeconds: 'default',
    });
    expect(by('naming')).toMatchObject({ pattern: 'rule naming' });
  });
});

import { describe, expect, it } from 'vitest';
import type { ParametersOf } from '../../../lib/model/parameters.ts';
import { FACT_NAMES } from '../../../lib/policy/judge.ts';
import { judgeUsage } from '../../../lib/policy/quota-usage.ts';
import { ruleFor, ruleOf, rules } from '../../../lib/policy/registry.ts';
import { FACTS, OPERATIONS } from '../../../lib/policy/source/facts.ts';
import { KINDS } from '../../../lib/policy/source/schema/rules.ts';

/** What users write in their policies: an id that goes, or changes, breaks every one of them. */
const GOLDEN = [
  'public-sharing',
  'sharing',
  'snapshot-sharing',
  'export',
  'encryption',
  'required-tags',
  'naming',
  'image-shape',
  'age',
  'provenance',
  'guardrails',
  'quota',
  'launch',
  'cel',
];

describe('the rules', () => {
  it('are these, in this order', () => {
    expect([...new Set(rules.map(({ id }) => id))]).toEqual(GOLDEN);
    expect(KINDS).toEqual(GOLDEN);
  });

  it.each([
    ['public-sharing', 'image', 'critical', ['revoke-public'], 'revoke-public'],
    ['sharing', 'image', 'high', ['revoke-unlisted'], 'revoke-unlisted'],
    ['snapshot-sharing', 'image', 'high', ['revoke-snapshot-shares'], 'revoke-snapshot-shares'],
    ['export', 'image', 'critical', [], null],
    ['encryption', 'image', 'high', ['encrypted-copy'], null],
    ['required-tags', 'image', 'low', ['add-tags'], null],
    ['naming', 'image', 'low', [], null],
    ['image-shape', 'image', 'medium', [], null],
    ['age', 'image', 'medium', ['deprecate', 'disable', 'deregister'], null],
    ['provenance', 'image', 'high', ['disable'], null],
    [
      'guardrails',
      'account-region',
      'high',
      ['enable-block-public-access', 'enable-snapshot-bpa', 'enable-ebs-encryption'],
      null,
    ],
    ['quota', 'account-region', 'medium', ['request-quota-increase'], null],
    ['quota', 'image', 'medium', ['request-quota-increase'], null],
    ['launch', 'instance', 'medium', [], null],
    ['cel', 'image', 'medium', [], null],
  ] as const)('%s of %s: %s, %j, by itself %s', (id, subject, severity, remediations, standard) => {
    const rule = ruleFor(id, subject);
    expect([rule?.severity, rule?.remediations, rule?.remediation?.action ?? null]).toEqual([
      severity,
      remediations,
      standard,
    ]);
  });

  it('judge one kind of subject each', () => {
    expect(ruleFor('sharing', 'account-region')).toBeNull();
    expect(ruleFor('guardrails', 'image')).toBeNull();
    expect(ruleFor('launch', 'image')).toBeNull();
    expect(rules.map(({ id, subject }) => `${id} ${subject}`)).toHaveLength(15);
  });

  it('bring limits with what they do by themselves', () => {
    expect(
      rules.flatMap(({ id, remediation }) =>
        remediation === null ? [] : [[id, remediation.limitPerHour, remediation.approval]],
      ),
    ).toEqual([
      ['public-sharing', 20, 'auto'],
      ['sharing', 50, 'auto'],
      ['snapshot-sharing', 50, 'auto'],
    ]);
  });

  it.each(rules.map((rule) => [`${rule.id} of ${rule.subject}`, rule] as const))(
    '%s says why, when and by what',
    (_, rule) => {
      for (const sentence of [rule.why, rule.holds, rule.awsFact])
        expect(sentence).toMatch(/^[A-Z][^]{20,}\.$/);
      expect(rule.parameters.safeParse(rule.defaults).success).toBe(true);
      const { needs, also } = rule.factsFor(rule.defaults);
      expect(needs).toEqual(rule.reads);
      expect(rule.optionalReads).toEqual(expect.arrayContaining([...also]));
    },
  );

  it('are given parameters of their own kind', () => {
    const { defaults } = ruleOf('naming');
    expect(() => ruleOf('sharing').factsFor(defaults)).not.toThrow();
    expect(() => ruleOf('age').factsFor(defaults)).toThrow('age was given naming');
  });

  it('of quotas ask for those that they watch', () => {
    const asks = (subject: 'image' | 'account-region', watch: ParametersOf<'quota'>['watch']) =>
      ruleFor('quota', subject)?.factsFor({ kind: 'quota', watch, forecast: null }).also;
    const half = { warn: 50, critical: 80 };
    expect([asks('image', {}), asks('image', { amis: half })]).toEqual([[], []]);
    expect([asks('account-region', {}), asks('account-region', { 'ami-shares': half })]).toEqual([[], []]);
    expect(asks('image', { 'ami-shares': half })).toEqual(['launchPermission', 'shareQuota']);
    expect(asks('account-region', { snapshots: half })).toEqual(['quotas']);
    const usage = { quota: 'amis', used: 9, limit: 10, reachesAt: null } as const;
    expect(
      judgeUsage(usage, { watch: { snapshots: half }, forecast: null }, new Date(0), () => false),
    ).toEqual([]);
  });

  it('read facts that have a name and an operation each', () => {
    const read = new Set(rules.flatMap(({ reads, optionalReads }) => [...reads, ...optionalReads]));
    expect([...read].toSorted()).toEqual([...FACTS].toSorted());
    expect(Object.keys(FACT_NAMES)).toEqual(expect.arrayContaining([...FACTS]));
    expect(Object.keys(OPERATIONS)).toEqual(expect.arrayContaining([...FACTS]));
  });
});

import { describe, expect, it } from 'vitest';
import { disable } from '../../../lib/remediation/actions/disable.ts';
import {
  enableBlockPublicAccess,
  enableEbsEncryption,
  enableSnapshotBlockPublicAccess,
} from '../../../lib/remediation/actions/enable-guardrails.ts';
import { requestQuotaIncrease } from '../../../lib/remediation/actions/request-quota-increase.ts';
import { attributeFinding, contextOf, fault, findingOf, REF, stateOf, tagFinding } from './samples.ts';

const bad = [attributeFinding('source', 'ami-0000000000000bad0')];

describe('disable', () => {
  it('disables an image that is available', () => {
    expect(disable.plan(bad, contextOf('disable'))).toEqual([{ kind: 'availability', to: 'disabled' }]);
  });

  it.each(['disabled', 'pending', 'failed', 'deregistered', 'unknown'] as const)(
    'leaves one alone that is %s',
    (state) => {
      expect(disable.plan(bad, contextOf('disable', { state: stateOf({ state }) }))).toEqual([]);
    },
  );

  it('does not put an image out of use for want of a deprecation date alone', () => {
    const wanting = attributeFinding('deprecation', null, '2026-12-31T00:00:00.000Z');
    expect(disable.plan([wanting], contextOf('disable'))).toEqual([]);
    expect(disable.plan([wanting, ...bad], contextOf('disable'))).toHaveLength(1);
    expect(disable.plan([], contextOf('disable'))).toEqual([]);
  });

  it('does nothing when the image could not be read', () => {
    const state = { ref: REF, observedAt: '', image: fault('DescribeImages', 'RequestLimitExceeded') };
    expect(disable.plan(bad, contextOf('disable', { state }))).toEqual([]);
    const unread = { ref: REF, observedAt: '' };
    expect(disable.plan(bad, contextOf('disable', { state: unread }))).toEqual([]);
  });
});

const rail = (guardrail: string, over: { readonly managed?: boolean; readonly wanted?: string } = {}) =>
  findingOf({ kind: 'guardrail', guardrail, value: 'unblocked', managed: false, ...over });

describe('the guard rails', () => {
  const cases = [
    [enableBlockPublicAccess, 'image-block-public-access', 'imageBlockPublicAccess', 'block-new-sharing'],
    [
      enableSnapshotBlockPublicAccess,
      'snapshot-block-public-access',
      'snapshotBlockPublicAccess',
      'block-new-sharing',
    ],
    [enableEbsEncryption, 'ebs-encryption', 'ebsEncryption', 'enabled'],
  ] as const;

  it.each(cases)('$name puts its own up, and no other', (definition, named, guardrail, to) => {
    const others = cases.map(([, name]) => name).filter((name) => name !== named);
    const context = contextOf(definition.name);
    expect(definition.plan([rail(named), ...others.map((name) => rail(name))], context)).toEqual([
      { kind: 'guardrail', guardrail, to },
    ]);
    expect(definition.plan([...others.map((name) => rail(name)), rail('allowed-images')], context)).toEqual(
      [],
    );
    expect(definition.plan([tagFinding('Owner')], context)).toEqual([]);
  });

  it.each(cases)('$name leaves alone what a declarative policy manages', (definition, named) => {
    expect(definition.plan([rail(named, { managed: true })], contextOf(definition.name))).toEqual([]);
  });

  it('goes as far as the policy asks', () => {
    const finding = rail('snapshot-block-public-access', { wanted: 'block-all-sharing' });
    expect(enableSnapshotBlockPublicAccess.plan([finding], contextOf('enable-snapshot-bpa'))).toEqual([
      { kind: 'guardrail', guardrail: 'snapshotBlockPublicAccess', to: 'block-all-sharing' },
    ]);
  });

  it('is one write, however many findings', () => {
    const twice = [rail('ebs-encryption'), rail('ebs-encryption')];
    expect(enableEbsEncryption.plan(twice, contextOf('enable-ebs-encryption'))).toHaveLength(1);
  });
});

describe('request-quota-increase', () => {
  const quota = (name: 'amis' | 'ami-shares', level: 'warn' | 'critical', limit: number) =>
    findingOf({ kind: 'quota', quota: name, level, used: 900, limit });

  it('asks for twice of each quota that is short, once', () => {
    const findings = [
      quota('amis', 'critical', 50_000),
      quota('ami-shares', 'warn', 1_000),
      quota('amis', 'warn', 50_000),
    ];
    const writes = [
      { kind: 'quota-request', quota: 'ami-shares', to: 2_000 },
      { kind: 'quota-request', quota: 'amis', to: 100_000 },
    ];
    const context = contextOf('request-quota-increase');
    expect(requestQuotaIncrease.plan(findings, context)).toEqual(writes);
    expect(requestQuotaIncrease.plan(findings.slice(1), context)).toEqual(writes);
  });

  it('asks for nothing where there is no quota to double, or for another finding', () => {
    expect(
      requestQuotaIncrease.plan([quota('amis', 'warn', 0)], contextOf('request-quota-increase')),
    ).toEqual([]);
    expect(requestQuotaIncrease.plan(bad, contextOf('request-quota-increase'))).toEqual([]);
  });

  it('is asked for by people alone, and cannot be undone', () => {
    expect(requestQuotaIncrease.manualOnly).toBe(true);
    expect(requestQuotaIncrease.undo).toBeNull();
  });
});

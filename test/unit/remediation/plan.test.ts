import { describe, expect, it } from 'vitest';
import type { Evaluation, Finding, FindingDetail } from '../../../lib/model/finding.ts';
import type { RemediationSetting } from '../../../lib/model/policy.ts';
import type { ActionName } from '../../../lib/model/words.ts';
import { planForApproval, planRemediation } from '../../../lib/remediation/plan.ts';
import { remediationFor } from '../../../lib/remediation/remediation-for.ts';
import { EVERYBODY, FIRST, findingOf, NOW, PLACE, REF, stateOf, STRANGER } from './samples.ts';

const settingOf = (action: ActionName, over: Partial<RemediationSetting> = {}): RemediationSetting => ({
  action,
  limitPerHour: null,
  approval: 'auto',
  ...over,
});

const found = (
  rule: string,
  detail: FindingDetail,
  remediation: RemediationSetting | null,
  over: Partial<Finding> = {},
): Finding => ({ ...findingOf(detail, rule), id: `${rule}-${detail.kind}`, remediation, ...over });

const share = (over: Partial<RemediationSetting> = {}, more: Partial<Finding> = {}): Finding =>
  found('sharing', { kind: 'principal', principal: STRANGER }, settingOf('revoke-unlisted', over), more);
const isPublic = (over: Partial<RemediationSetting> = {}): Finding =>
  found('public', { kind: 'principal', principal: EVERYBODY }, settingOf('revoke-public', over));
const untagged = (): Finding =>
  found(
    'tags',
    { kind: 'tag', tag: 'Owner', value: null },
    settingOf('add-tags', { options: { tags: { Owner: '{creator}' } } }),
  );
const short = (): Finding =>
  found(
    'quota',
    { kind: 'quota', quota: 'ami-shares', level: 'warn', used: 9, limit: 10 },
    settingOf('request-quota-increase'),
  );

const evaluation = (findings: readonly Finding[], over: Partial<Evaluation> = {}): Evaluation => ({
  ref: REF,
  policyHash: 'f'.repeat(64),
  at: NOW.toISOString(),
  verdicts: [],
  findings,
  ...over,
});
const context = { state: stateOf(), creator: 'alice' };
const planned = (findings: readonly Finding[], by: 'policy' | 'person' = 'policy', ref?: Evaluation['ref']) =>
  planRemediation(evaluation(findings, ref && { ref }), { ...context, by });
const actions = (findings: readonly Finding[], by: 'policy' | 'person' = 'policy', ref?: Evaluation['ref']) =>
  (planned(findings, by, ref)?.actions ?? []).map(({ action, rule }) => `${action} ${rule}`);

describe('a plan', () => {
  it('says what is done, to what, by which policy, and why', () => {
    expect(planned([share({ limitPerHour: 5, limitPerHourInAll: 50 })])).toEqual({
      id: '6a7f3ec0638170d1',
      ref: REF,
      policyHash: 'f'.repeat(64),
      observedAt: '2026-11-23T10:00:00.000Z',
      actions: [
        {
          action: 'revoke-unlisted',
          rule: 'sharing',
          writes: [{ kind: 'launch-permission', add: [], remove: [STRANGER] }],
          findings: ['sharing-principal'],
          limitPerHour: 5,
          limitPerHourInAll: 50,
        },
      ],
    });
  });

  it('names no limit for all accounts where the policy has none', () => {
    expect(Object.keys(planned([share()])?.actions[0] ?? {})).toEqual([
      'action',
      'rule',
      'writes',
      'findings',
      'limitPerHour',
    ]);
  });

  it('has another id once it does something else, and the same whatever its limits are', () => {
    const [one, other, limited] = [[share()], [isPublic()], [share({ limitPerHour: 5 })]].map(
      (findings) => planned(findings)?.id,
    );
    expect([one, limited]).toEqual(['6a7f3ec0638170d1', '6a7f3ec0638170d1']);
    expect(other).toBe('b929ea3b935101d0');
  });

  it('is in the order of the actions, then of the rules, whichever stands first in the findings', () => {
    const ordered = ['revoke-public public', 'revoke-unlisted sharing', 'add-tags tags'];
    expect(actions([untagged(), share(), isPublic()])).toEqual(ordered);
    expect(actions([isPublic(), share(), untagged()])).toEqual(ordered);
    const inTwo = [share(), { ...share(), rule: 'another', id: 'x' }];
    expect(actions(inTwo)).toEqual(['revoke-unlisted another', 'revoke-unlisted sharing']);
    expect(actions(inTwo.toReversed())).toEqual(['revoke-unlisted another', 'revoke-unlisted sharing']);
    expect(actions([short(), untagged()], 'person')).toEqual([
      'add-tags tags',
      'request-quota-increase quota',
    ]);
  });

  it('knows who made the image, when it is, and what the image is', () => {
    expect(planned([untagged()])?.actions[0]?.writes).toEqual([
      { kind: 'tags', set: { Owner: 'alice' }, remove: {} },
    ]);
    const old = found('age', { kind: 'attribute', attribute: 'age', value: null }, settingOf('deprecate'));
    expect(planned([old])?.actions[0]?.writes).toEqual([
      { kind: 'deprecation', at: '2026-11-23T10:10:00.000Z' },
    ]);
  });

  it('is none where the action finds nothing to do, or is of another subject', () => {
    const rail: FindingDetail = {
      kind: 'guardrail',
      guardrail: 'ebs-encryption',
      value: 'disabled',
      managed: false,
    };
    const unguarded = found('guardrails', rail, settingOf('enable-block-public-access'));
    expect(
      planned([found('sharing', rail, settingOf('revoke-unlisted'), { detail: { kind: 'assertion' } })]),
    ).toBeNull();
    expect(planned([unguarded])).toBeNull();
    expect(actions([unguarded], 'policy', PLACE)).toEqual(['enable-ebs-encryption guardrails']);
    expect(planned([])).toBeNull();
  });

  it('leaves out the finding that nobody could read, and what is waived, also for a person', () => {
    const unread: FindingDetail = { kind: 'unreadable', datum: 'image', code: 'RequestLimitExceeded' };
    expect(planned([found('age', unread, settingOf('disable'))], 'person')).toBeNull();
    expect(planned([share({}, { waiver: 'W-1' })], 'person')).toBeNull();
  });

  it('is a person’s in any mode and grace, and whoever else would have to approve it', () => {
    const late = share({ approval: 'two-person' }, { mode: 'audit', graceUntil: '2026-12-01T00:00:00.000Z' });
    expect(actions([late], 'person')).toEqual(['revoke-unlisted sharing']);
    expect(actions([late])).toEqual([]);
  });

  it('holds what only people may ask for only where one does', () => {
    expect(actions([short()])).toEqual([]);
    expect(actions([short()], 'person')).toEqual(['request-quota-increase quota']);
  });
});

describe('what a finding is put right by', () => {
  const rail = (guardrail: string, managed = false): Finding =>
    found(
      'guardrails',
      { kind: 'guardrail', guardrail, value: '', managed },
      settingOf('enable-ebs-encryption'),
    );

  it('is for a snapshot’s share the snapshot, whatever the rule names for the image', () => {
    const detail: FindingDetail = { kind: 'snapshot-principal', snapshot: FIRST, principal: STRANGER };
    const setting = settingOf('revoke-unlisted', { limitPerHour: 3 });
    expect(planned([found('snapshots', detail, setting)])?.actions).toEqual([
      {
        action: 'revoke-snapshot-shares',
        rule: 'snapshots',
        writes: [{ kind: 'snapshot-permission', snapshot: FIRST, add: [], remove: [STRANGER] }],
        findings: ['snapshots-snapshot-principal'],
        limitPerHour: 3,
      },
    ]);
  });

  it('is for a guard rail its own call', () => {
    expect(actions([rail('image-block-public-access')], 'policy', PLACE)).toEqual([
      'enable-block-public-access guardrails',
    ]);
    expect(actions([rail('snapshot-block-public-access')], 'policy', PLACE)).toEqual([
      'enable-snapshot-bpa guardrails',
    ]);
  });

  it('is nothing where a declarative policy manages it, nobody can put it up, or the rule names nothing', () => {
    expect(actions([rail('ebs-encryption', true)], 'policy', PLACE)).toEqual([]);
    expect(actions([rail('allowed-images')], 'policy', PLACE)).toEqual([]);
    const snapshot: FindingDetail = { kind: 'snapshot-principal', snapshot: FIRST, principal: STRANGER };
    expect(
      [
        rail('ebs-encryption', true),
        rail('allowed-images'),
        { ...rail('ebs-encryption'), remediation: null },
        found('snapshots', snapshot, null),
        found('sharing', { kind: 'principal', principal: STRANGER }, null),
      ].map(remediationFor),
    ).toEqual([null, null, null, null, null]);
  });
});

describe('what has to be approved', () => {
  const asked = (findings: readonly Finding[]) => planForApproval(evaluation(findings), context);

  it('is a plan for each rule’s action, with whose word it needs; what needs nobody’s is none of them', () => {
    const plans = asked([share({ approval: 'two-person' }), isPublic({ approval: 'manual' }), untagged()]);
    expect(
      plans.map(({ approval, actions: parts }) => [approval, parts.map(({ action }) => action)]),
    ).toEqual([
      ['manual', ['revoke-public']],
      ['two-person', ['revoke-unlisted']],
    ]);
    expect(actions([share({ approval: 'two-person' }), untagged()])).toEqual(['add-tags tags']);
  });

  it('is also what only people may ask for', () => {
    expect(asked([short()])).toMatchObject([
      { approval: 'manual', actions: [{ action: 'request-quota-increase' }] },
    ]);
  });

  it('keeps the word that a policy asks for of what only people may ask for', () => {
    const remediation = settingOf('request-quota-increase', { approval: 'two-person' });
    expect(asked([{ ...short(), remediation }])).toMatchObject([{ approval: 'two-person' }]);
  });

  it('is nothing where there is nothing to do, or the mode or grace does not call for it', () => {
    const manual = { approval: 'manual' } as const;
    expect(asked([{ ...share(manual), detail: { kind: 'assertion' } }])).toEqual([]);
    expect(asked([share(manual, { mode: 'notify' })])).toEqual([]);
    expect(asked([share(manual, { graceUntil: '2026-12-01T00:00:00.000Z' })])).toEqual([]);
    expect(asked([share()])).toEqual([]);
  });
});

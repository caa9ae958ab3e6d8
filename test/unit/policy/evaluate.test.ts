import { describe, expect, it } from 'vitest';
import type { EvaluationInput, Verdict } from '../../../lib/model/finding.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const now = new Date('2026-09-01T12:00:00Z');
const policy = policyOf(`
version: 1
mode: enforce
rules:
  sharing: { grace: 1h, allow: { orgs: [self] } }
  public-sharing: { mode: audit }
  encryption: {}
  required-tags: { mode: 'off', tags: { Owner: true } }
`);

const input = (over: Partial<EvaluationInput> = {}): EvaluationInput => ({
  state: buildState(
    {
      account: '222233334444',
      region: 'eu-west-1',
      image: { name: 'app-1', launchPermission: ['888877776666', 'public', '012345678901'] },
    },
    exampleOrganization,
    now,
  ),
  policy,
  organization: exampleOrganization,
  touched: ['launchPermission'],
  firstSeen: new Map(),
  grants: new Map(),
  now,
  ...over,
});

const verdict = (verdicts: readonly Verdict[], rule: string) =>
  verdicts.find((candidate) => candidate.rule === rule);

describe('evaluate', () => {
  it('judges the rules that what was touched concerns, in the order of the policy', () => {
    expect(evaluate(input()).verdicts.map(({ rule }) => rule)).toEqual(['sharing', 'public-sharing']);
    expect(evaluate(input({ touched: ['snapshots'] })).verdicts.map(({ rule }) => rule)).toEqual([
      'encryption',
    ]);
    expect(evaluate(input({ touched: ['image'] })).verdicts.map(({ rule }) => rule)).toEqual([
      'encryption',
      'required-tags',
    ]);
    expect(evaluate(input({ touched: [] })).verdicts).toEqual([]);
  });

  it('tells all of a finding', () => {
    const { findings, policyHash, at } = evaluate(input());
    expect({ policyHash, at }).toEqual({ policyHash: policy.hash, at: '2026-09-01T12:00:00.000Z' });
    expect(findings[0]).toEqual({
      id: findings[0]?.id,
      rule: 'sharing',
      ref: { account: '222233334444', region: 'eu-west-1', image: 'ami-0123456789abcdef0' },
      imageName: 'app-1',
      detail: { kind: 'principal', principal: { kind: 'account', account: '012345678901' } },
      severity: 'high',
      mode: 'enforce',
      graceUntil: '2026-09-01T13:00:00.000Z',
      waiver: null,
      reason:
        'The image is shared with account 012345678901 outside the organisation, which the allow list does not hold.',
      remediation: { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' },
      policyHash: policy.hash,
      observedAt: '2026-09-01T12:00:00.000Z',
    });
  });

  it('fails what is out of its grace and says when the rest follows', () => {
    const ids = evaluate(input()).findings.map(({ id }) => id);
    const firstSeen = new Map([[ids[0] ?? '', '2026-09-01T11:00:00.000Z']]);
    const { verdicts, findings } = evaluate(input({ firstSeen }));
    expect(verdict(verdicts, 'sharing')).toMatchObject({
      verdict: 'fail',
      until: '2026-09-01T13:00:00.000Z',
    });
    expect(findings.map(({ graceUntil }) => graceUntil)).toEqual([null, '2026-09-01T13:00:00.000Z', null]);
  });

  it.each([
    ['2026-09-01T12:59:59.999Z', 'pending'],
    ['2026-09-01T13:00:00.000Z', 'fail'],
    ['2026-09-01T13:00:00.001Z', 'fail'],
  ])('at %s, an hour of grace from noon is: %s', (at, expected) => {
    const firstSeen = new Map(evaluate(input()).findings.map(({ id }) => [id, now.toISOString()]));
    const { verdicts } = evaluate(input({ firstSeen, now: new Date(at) }));
    expect(verdict(verdicts, 'sharing')?.verdict).toBe(expected);
  });

  it('names the operation and the code of what could not be read', () => {
    const state = buildState(
      {
        account: '222233334444',
        region: 'eu-west-1',
        unreadable: { launchPermission: 'UnauthorizedOperation' },
      },
      exampleOrganization,
      now,
    );
    const { verdicts, findings } = evaluate(input({ state }));
    expect(verdicts.map((one) => one.verdict)).toEqual(['error', 'error']);
    expect(findings[0]).toMatchObject({
      detail: { kind: 'unreadable', datum: 'launchPermission', code: 'UnauthorizedOperation' },
      severity: 'high',
      remediation: null,
      graceUntil: null,
      reason:
        'The launch permission could not be read: DescribeImageAttribute answered UnauthorizedOperation (said by the test).',
    });
  });

  it('throws when nobody read what a rule needs, but not for a rule that is off', () => {
    const state = {
      ...input().state,
      launchPermission: { kind: 'unread' },
      image: { kind: 'unread' },
    } as const;
    expect(() => evaluate(input({ state }))).toThrow('sharing reads launchPermission, which nobody has read');
    const off = policyOf("version: 1\nrules: { sharing: { mode: 'off' } }");
    expect(evaluate(input({ state, policy: off })).verdicts).toMatchObject([
      { verdict: 'skip', mode: 'off' },
    ]);
  });

  it('throws when nobody read the image that a waiver in question asks for', () => {
    const waived = policyOf(`
version: 1
rules: { public-sharing: {} }
waivers:
  - { id: W-1, rules: [public-sharing], match: { images: ['name:agent-*'] }, reason: r, owner: o, expires: 2027-01-01 }
`);
    const state = { ...input().state, image: { kind: 'unread' } } as const;
    expect(() => evaluate(input({ state, policy: waived }))).toThrow(
      'waiver W-1 asks for the image of 222233334444/eu-west-1/ami-0123456789abcdef0, which nobody has read',
    );
  });

  it('asks for the first end of a grace, whichever finding has it', () => {
    const { findings } = evaluate(input());
    const times = ['2026-09-01T11:50:00.000Z', '2026-09-01T11:20:00.000Z'];
    for (const seen of [times, times.toReversed()]) {
      const firstSeen = new Map(seen.map((at, index) => [findings[index]?.id ?? '', at]));
      expect(verdict(evaluate(input({ firstSeen })).verdicts, 'sharing')).toMatchObject({
        verdict: 'pending',
        until: '2026-09-01T12:20:00.000Z',
      });
    }
  });

  it('is in doubt of a fact that only an override asks for of which nobody can tell', () => {
    const doubtful = policyOf(`
version: 1
rules: { public-sharing: {} }
overrides: [{ name: tagged, match: { imageTags: { a: b } }, rules: { public-sharing: { also: [snapshots] } } }]
`);
    const state = buildState(
      {
        account: '222233334444',
        region: 'eu-west-1',
        image: { devices: [{ sharedWith: ['public'] }] },
        unreadable: { image: 'UnauthorizedOperation' },
      },
      exampleOrganization,
      now,
    );
    const { verdicts } = evaluate(input({ policy: doubtful, state, touched: ['snapshotSharing'] }));
    expect(verdicts.map(({ rule, verdict: said }) => [rule, said])).toEqual([['public-sharing', 'error']]);
  });

  it('lends the list of the rule `sharing` to snapshots, and of no other rule of its kind', () => {
    const lent = (rules: string) =>
      evaluate(
        input({
          policy: policyOf(`version: 1\nrules: { snapshot-sharing: {}, ${rules} }`),
          state: buildState(
            {
              account: '222233334444',
              region: 'eu-west-1',
              image: { devices: [{ sharedWith: ['012345678901'] }] },
            },
            exampleOrganization,
            now,
          ),
          touched: ['snapshotSharing'],
        }),
      ).verdicts.map(({ verdict: said }) => said);
    const allow = "allow: { accounts: ['012345678901'] }";
    expect(lent(`sharing: { ${allow} }`)).toEqual(['pass']);
    expect(lent(`of-data: { kind: sharing, match: { accounts: ['333344445555'] }, ${allow} }`)).toEqual([
      'fail',
    ]);
  });

  describe('what a person has waived', () => {
    const [, stranger, everybody] = evaluate(input()).findings;
    const granted = (until: string, id = everybody?.id ?? '') => ({
      grants: new Map([
        [
          id,
          {
            until,
            reason: 'the launch is today.',
            owner: 'o',
            ticket: null,
            by: { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' } as const,
            entry: 'e1',
          },
        ],
      ]),
    });
    const waivers = (over: Partial<EvaluationInput>) =>
      evaluate(input(over)).findings.map(({ waiver }) => waiver);

    it('is waived until its instant, to the millisecond, and nothing else is', () => {
      expect(waivers(granted('2026-09-01T12:00:00.001Z'))).toEqual([null, null, 'e1']);
      expect(waivers(granted('2026-09-01T12:00:00.000Z'))).toEqual([null, null, null]);
      expect(waivers(granted('2026-09-01T11:59:59.999Z'))).toEqual([null, null, null]);
    });

    it('makes the verdict where it is all that fails, which says who, until when and why', () => {
      const { verdicts } = evaluate(input(granted('2026-09-08T12:00:00.000Z')));
      expect(verdict(verdicts, 'public-sharing')).toMatchObject({
        verdict: 'waived',
        reason:
          'The image is public: every AWS account can launch it. ' +
          'Waived by alice until 2026-09-08T12:00:00.000Z: the launch is today.',
      });
      const other = evaluate(input(granted('2026-09-08T12:00:00.000Z', stranger?.id))).verdicts;
      expect(verdict(other, 'sharing')?.verdict).toBe('pending');
    });

    it('counts its grace from whichever lapsed last, that or a waiver of the policy', () => {
      const lapsed = policyOf(`
version: 1
rules: { public-sharing: { grace: 1h } }
waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2026-09-01T11:30:00Z }
`);
      const firstSeen = { get: () => '2026-08-01T00:00:00.000Z' };
      const graceUntil = (until: string) =>
        evaluate(input({ policy: lapsed, firstSeen, ...granted(until) })).findings.map(
          (one) => one.graceUntil,
        );
      expect(graceUntil('2026-09-01T11:20:00.000Z')).toEqual(['2026-09-01T12:30:00.000Z']);
      expect(graceUntil('2026-09-01T11:40:00.000Z')).toEqual(['2026-09-01T12:40:00.000Z']);
    });

    it('is waived also where nobody can tell whether a waiver of the policy covers it', () => {
      const doubtful = policyOf(`
version: 1
rules: { public-sharing: {} }
waivers:
  - { id: W-1, rules: [public-sharing], match: { imageTags: { a: b } }, reason: r, owner: o, expires: 2027-01-01 }
`);
      const state = buildState(
        {
          account: '222233334444',
          region: 'eu-west-1',
          image: { launchPermission: ['public'] },
          unreadable: { image: 'RequestLimitExceeded' },
        },
        exampleOrganization,
        now,
      );
      const of = (over: Partial<EvaluationInput>) =>
        evaluate(input({ state, policy: doubtful, ...over })).verdicts.map((one) => one.verdict);
      expect(of({})).toEqual(['error']);
      expect(of(granted('2026-09-01T12:00:00.001Z'))).toEqual(['waived']);
      expect(of(granted('2026-09-01T12:00:00.000Z'))).toEqual(['error']);
    });
  });

  it('waives nothing that could not be read', () => {
    const waived = policyOf(`
version: 1
rules: { public-sharing: { grace: 1h } }
waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2027-01-01 }
`);
    const state = buildState(
      {
        account: '222233334444',
        region: 'eu-west-1',
        unreadable: { launchPermission: 'RequestLimitExceeded' },
      },
      exampleOrganization,
      now,
    );
    expect(evaluate(input({ state, policy: waived })).findings).toMatchObject([
      { waiver: null, graceUntil: null },
    ]);
  });

  it('knows the management account where the list of accounts leaves it out', () => {
    const organization = {
      ...exampleOrganization,
      accounts: exampleOrganization.accounts.filter(({ name }) => name !== 'management'),
    };
    const given = {
      account: '222233334444',
      region: 'eu-west-1',
      image: { launchPermission: ['123456789012'] },
    };
    const state = buildState(given, organization, now);
    expect(evaluate(input({ state, organization })).findings).toEqual([]);
  });
});

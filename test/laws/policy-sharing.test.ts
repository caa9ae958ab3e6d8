import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubjectState } from '../../lib/model/image.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { buildState } from '../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../cases/organization.ts';
import { account, compile, input, launchPermission, MEMBERS, NOW, STRANGERS } from './policy-inputs.ts';

describe('the laws of waivers', () => {
  const waived = (members: string) =>
    compile(`
version: 1
rules: { public-sharing: {}, sharing: {} }
waivers: [{ id: W-1, rules: [sharing], reason: r, owner: o, expires: '2026-12-31T10:00:00Z', ${members} }]`);
  const sharedWith = (owner: string, principals: readonly Principal[]): SubjectState => ({
    ...buildState({ account: owner, region: 'us-east-1' }, exampleOrganization, NOW),
    launchPermission: { kind: 'known', value: principals },
  });

  it('cover their account, rule and principals, and no other', () => {
    const owners = fc.constantFrom('111122223333', '222233334444', '333344445555');
    fc.assert(
      fc.property(
        owners,
        owners,
        launchPermission,
        fc.constantFrom(...STRANGERS),
        (owner, covered, principals, listed) => {
          const bundle = waived(`match: { accounts: ['${covered}'] }, principals: ['${listed}']`);
          const { findings } = evaluate(input({ state: sharedWith(owner, principals), policy: bundle }));
          for (const { rule, detail, waiver } of findings) {
            const named =
              detail.kind === 'principal' && principalKey(detail.principal) === `account/${listed}`;
            expect(waiver).toBe(rule === 'sharing' && owner === covered && named ? 'W-1' : null);
          }
        },
      ),
    );
  });

  it.each([
    [-1, 'waived', 'W-1'],
    [0, 'fail', null],
    [1, 'fail', null],
  ])('lapse at their instant: %i ms from it', (milliseconds, verdict, waiver) => {
    const bundle = waived("match: { accounts: ['111122223333'] }");
    const now = new Date(Date.parse('2026-12-31T10:00:00.000Z') + milliseconds);
    const { verdicts, findings } = evaluate(
      input({
        state: sharedWith('111122223333', [account('012345678901')]),
        policy: bundle,
        touched: ['launchPermission'],
        now,
      }),
    );
    expect(verdicts.map((each) => each.verdict)).toEqual(['pass', verdict]);
    expect(findings.map((finding) => finding.waiver)).toEqual([waiver]);
  });
});

describe('the laws of sharing', () => {
  it('judges each principal by itself: a failure is the same in any company', () => {
    const bundle = compile(
      "version: 1\nrules: { sharing: { allow: { orgs: [self], accounts: ['444455556666'] } } }",
    );
    const failing = (principals: readonly Principal[]): readonly string[] => {
      const built = buildState({ account: '111122223333', region: 'us-east-1' }, exampleOrganization, NOW);
      const shared: SubjectState = { ...built, launchPermission: { kind: 'known', value: principals } };
      const { findings } = evaluate(input({ state: shared, policy: bundle }));
      return findings.flatMap(({ detail }) =>
        detail.kind === 'principal' ? [principalKey(detail.principal)] : [],
      );
    };
    fc.assert(
      fc.property(launchPermission, (principals) => {
        expect(failing(principals)).toEqual(
          principals.flatMap((principal) => failing([principal])).toSorted(),
        );
      }),
    );
  });

  it('with self allowed takes every member and no stranger', () => {
    const bundle = compile('version: 1\nrules: { sharing: { allow: { orgs: [self] } } }');
    fc.assert(
      fc.property(fc.constantFrom(...MEMBERS), fc.constantFrom(...MEMBERS, ...STRANGERS), (owner, target) => {
        const built = buildState({ account: owner, region: 'us-east-1' }, exampleOrganization, NOW);
        const shared: SubjectState = {
          ...built,
          launchPermission: { kind: 'known', value: [account(target)] },
        };
        const { verdicts } = evaluate(input({ state: shared, policy: bundle }));
        expect(verdicts.map(({ verdict }) => verdict)).toEqual([MEMBERS.includes(target) ? 'pass' : 'fail']);
      }),
    );
  });

  it('with a unit allowed takes the accounts and units below it and no other', () => {
    const units = exampleOrganization.units;
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.boolean(),
        fc.constantFrom(...exampleOrganization.accounts),
        (allowed, byPath, member) => {
          const bundle = compile(
            `version: 1\nrules: { sharing: { allow: { ous: ['${byPath ? allowed.path : allowed.unit}'] } } }`,
          );
          const built = buildState(
            { account: '123456789012', region: 'us-east-1' },
            exampleOrganization,
            NOW,
          );
          fc.pre(member.account !== '123456789012');
          const shared: SubjectState = {
            ...built,
            launchPermission: { kind: 'known', value: [account(member.account)] },
          };
          const { verdicts } = evaluate(input({ state: shared, policy: bundle }));
          const below = `${member.path}/`.startsWith(`${allowed.path}/`);
          expect(verdicts.map(({ verdict }) => verdict)).toEqual([below ? 'pass' : 'fail']);
        },
      ),
    );
  });
});

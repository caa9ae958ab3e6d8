import { describe, expect, it } from 'vitest';
import { bundleJson } from '../../../lib/policy/bundle.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
import { policyOf, problemsOf } from './policy-of.ts';

const MATCH = "match: { accounts: ['111122223333'] }";
const cel = (change: string): string =>
  `version: 1\nrules: { own: { kind: cel, assert: image.public } }\noverrides: [{ ${MATCH}, rules: { own: ${change} } }]`;

describe('an override of expressions', () => {
  it('is checked where it stands, like the rule itself', () => {
    const problems = problemsOf(cel('{ when: \'image.nme == "a"\' }'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^p\.yaml:3:83: .*nme/);
  });

  it('says what the rule reads with it', () => {
    const { overrides } = policyOf(cel("{ when: 'launchPermission.size() > 0' }"));
    expect(overrides[0]?.rules[0]?.parameters).toEqual({
      set: { when: 'launchPermission.size() > 0', reads: ['launchPermission', 'image'] },
      add: {},
    });
  });

  it('does not speak of what it leaves alone', () => {
    expect(policyOf(cel('{ mode: notify }')).overrides[0]?.rules[0]?.parameters).toBe(undefined);
    // The mistake is the rule's, and is told once.
    expect(problemsOf(cel("{ when: 'true' }").replace('image.public', 'image.pblic'))).toHaveLength(1);
  });
});

describe('an override of whom snapshots may be shared with', () => {
  const shared = (rule: string, change: string): string =>
    `version: 1\nrules: { snapshot-sharing: ${rule} }\noverrides: [{ ${MATCH}, rules: { snapshot-sharing: ${change} } }]`;

  it('is a whole list where the rule has none of its own', () => {
    const bundle = policyOf(shared('{}', '{ allow: { orgs: [self] } }'));
    expect(bundle.overrides[0]?.rules[0]?.parameters).toEqual({
      set: { allow: { accounts: [], organizations: ['self'], units: [] } },
      add: {},
    });
    expect(loadBundle(bundleJson(bundle)).ok).toBe(true);
  });

  it('adds to nothing nowhere', () => {
    expect(problemsOf(shared('{}', '{ allow: { add: { orgs: [self] } } }'))).toEqual([
      'p.yaml:3:83: `allow` does not fit what `snapshot-sharing` says: expected all of it, for there is nothing to add to',
    ]);
    expect(policyOf(shared('{ allow: {} }', '{ allow: { add: { orgs: [self] } } }')).overrides).toHaveLength(
      1,
    );
  });
});

describe('every mistake at once', () => {
  it('is told of locks, waivers and expressions too, whatever else is wrong', () => {
    const text = `version: 1
mode: enfroce
rules:
  sharing: { locked: true, mode: notify }
  own: { kind: cel, assert: image.nme }
overrides:
  - { ${MATCH}, rules: { sharing: { mode: off } } }
  - { ${MATCH}, rules: { shring: { mode: off } } }
waivers:
  - { id: W, rules: [sharing], match: { regions: [us-east-1] }, reason: r, owner: o, expires: 2027-01-01 }
  - { id: W, rules: [sharing], ${MATCH}, reason: r, owner: o, expires: tomorrow }
  - { id: W, rules: [sharing], ${MATCH}, reason: r, owner: o, expires: 2027-01-01 }
waiverPolicy: { requireTicket: '^SEC-' }
`;
    expect(problemsOf(text).map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
      'p.yaml:2:7',
      'p.yaml:5:35',
      'p.yaml:7:66',
      'p.yaml:8:55',
      'p.yaml:10:5',
      'p.yaml:10:39',
      'p.yaml:11:101',
      'p.yaml:12:5',
      'p.yaml:12:11',
    ]);
  });
});

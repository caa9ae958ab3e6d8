import { describe, expect, it } from 'vitest';
import { evaluatePolicy, type Asking } from './evaluate-policy.ts';
import type { PolicyStatement } from './statements.ts';

const ASKING: Asking = {
  principal: 'arn:aws:iam::111122223333:role/reader',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::bucket/key',
  context: { 'aws:PrincipalTag/team': 'web', 'aws:CalledVia': ['athena.amazonaws.com', 's3.amazonaws.com'] },
};
const ALLOW: PolicyStatement = { Effect: 'Allow', Action: ['s3:Get*'], Resource: ['*'], Condition: {} };

const under = (operator: string, key: string, ...wanted: readonly string[]): string =>
  evaluatePolicy([{ ...ALLOW, Condition: { [operator]: { [key]: [...wanted] } } }], ASKING);

describe('a policy', () => {
  it('allows nothing by itself, what a statement names, and nothing that another denies', () => {
    expect(evaluatePolicy([], ASKING)).toBe('not allowed');
    expect(evaluatePolicy([ALLOW], ASKING)).toBe('allowed');
    expect(evaluatePolicy([ALLOW, { ...ALLOW, Effect: 'Deny' }], ASKING)).toBe('denied');
    expect(evaluatePolicy([{ ...ALLOW, Action: ['s3:PutObject'] }], ASKING)).toBe('not allowed');
  });

  it.each([
    ['arn:aws:s3:::bucket/*', 'allowed'],
    ['arn:aws:s3:::bucket', 'not allowed'],
    ['arn:aws:s3:::bucke?/key', 'allowed'],
    // A wildcard does not reach over a colon.
    ['arn:aws:*:bucket/key', 'not allowed'],
  ])('on %s is for that alone', (resource, expected) => {
    expect(evaluatePolicy([{ ...ALLOW, Resource: [resource] }], ASKING)).toBe(expected);
  });

  it.each([
    [{ AWS: ['arn:aws:iam::111122223333:root'] }, 'allowed'],
    [{ AWS: ['111122223333'] }, 'allowed'],
    [{ AWS: ['arn:aws:iam::222233334444:root'] }, 'not allowed'],
    [{ AWS: ['arn:aws:iam::111122223333:role/other'] }, 'not allowed'],
    [{ Service: ['events.amazonaws.com'] }, 'not allowed'],
    ['*' as const, 'allowed'],
  ])('for %j is for nobody else', (principal, expected) => {
    expect(evaluatePolicy([{ ...ALLOW, Principal: principal }], ASKING)).toBe(expected);
  });
});

describe('a condition', () => {
  it.each([
    ['StringEquals', 'aws:PrincipalTag/team', ['web'], 'allowed'],
    ['StringEquals', 'AWS:principaltag/team', ['data', 'web'], 'allowed'],
    ['StringEquals', 'aws:PrincipalTag/team', ['WEB'], 'not allowed'],
    ['StringEquals', 'aws:PrincipalOrgID', ['o-exampleorg1'], 'not allowed'],
    ['StringLike', 'aws:PrincipalTag/team', ['w*'], 'allowed'],
    ['Null', 'aws:PrincipalOrgID', ['true'], 'allowed'],
    ['Null', 'aws:PrincipalTag/team', ['true'], 'not allowed'],
    ['Null', 'aws:PrincipalTag/team', ['false'], 'allowed'],
    ['ForAnyValue:StringEquals', 'aws:CalledVia', ['s3.amazonaws.com'], 'allowed'],
    ['ForAllValues:StringEquals', 'aws:CalledVia', ['s3.amazonaws.com'], 'not allowed'],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['s3.amazonaws.com'], 'allowed'],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['s3.amazonaws.com'], 'not allowed'],
  ] as const)('%s of %s and %j: %s', (operator, key, wanted, expected) => {
    expect(under(operator, key, ...wanted)).toBe(expected);
  });

  it('that is not known here is an error rather than a guess', () => {
    expect(() => under('NumericLessThan', 's3:max-keys', '10')).toThrow('NumericLessThan');
    expect(() => under('StringEquals', 'aws:CalledVia', 'x')).toThrow('one value');
  });
});

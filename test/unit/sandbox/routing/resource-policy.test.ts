import { describe, expect, it } from 'vitest';
import { policyAllows, type PolicyRequest } from '../../../../lib/sandbox/routing/resource-policy.ts';

const request: PolicyRequest = {
  principal: { kind: 'account', account: '111122223333' },
  action: 'events:PutEvents',
  resource: 'arn:aws:events:us-east-1:999988887777:event-bus/b',
  context: { 'aws:PrincipalOrgID': 'o-exampleorg1', 'aws:SecureTransport': 'true' },
};
const open = { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents' };
const inside = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } };
const outside = { StringEquals: { 'aws:PrincipalOrgID': 'o-partner1234' } };

describe('a resource policy', () => {
  it.each([
    ['nothing said', [], false],
    ['allowed', [open], true],
    ['another action', [{ ...open, Action: ['events:PutRule'] }], false],
    ['an action by its beginning', [{ ...open, Action: 'events:Put*' }], true],
    ['another resource', [{ ...open, Resource: 'arn:aws:events:us-east-1:999988887777:event-bus/c' }], false],
    ['the organisation', [{ ...open, Condition: inside }], true],
    ['another organisation', [{ ...open, Condition: outside }], false],
    [
      'a key that the request has not',
      [{ ...open, Condition: { StringLike: { 'aws:SourceVpc': '*' } } }],
      false,
    ],
    [
      'all values, and there is another',
      [{ ...open, Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-partner1234' } } }],
      false,
    ],
    [
      'all values of a key that the request has not',
      [{ ...open, Condition: { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } } }],
      true,
    ],
    ['the account', [{ ...open, Principal: { AWS: '111122223333' } }], true],
    ['the account by its root', [{ ...open, Principal: { AWS: ['arn:aws:iam::111122223333:root'] } }], true],
    ['another account', [{ ...open, Principal: { AWS: '222233334444' } }], false],
    ['a service', [{ ...open, Principal: { Service: 'events.amazonaws.com' } }], false],
    ['denied', [open, { ...open, Effect: 'Deny', Condition: inside }], false],
    [
      'denied to others',
      [open, { ...open, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      true,
    ],
  ])('%s', (_title, statements, expected) => {
    expect(policyAllows(statements, request)).toBe(expected);
  });

  it('throws for what it does not understand', () => {
    const unknown = [{ ...open, Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '1' } } }];
    expect(() => policyAllows(unknown, request)).toThrow(
      'Condition.NumericLessThan: this operator is not understood here',
    );
    expect(() => policyAllows([{ ...open, NotAction: 'x' }], request)).toThrow('NotAction');
  });
});

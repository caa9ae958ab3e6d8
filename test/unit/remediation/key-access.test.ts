import { describe, expect, it } from 'vitest';
import { AccountId, OrganizationId, Region, UnitId } from '../../../lib/model/ids.ts';
import type { KeyFacts, KeyGrant } from '../../../lib/model/key-facts.ts';
import type { Organization } from '../../../lib/model/organization.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { keyAccess } from '../../../lib/remediation/copies/key-access.ts';
import { EVERYBODY, fault, known, ORGANIZATION as OTHERS, PARTNER, UNIT } from './samples.ts';

const MEMBER: Principal = { kind: 'account', account: AccountId.parse('333344445555') };
const OWN: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-exampleorg1'),
  arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
};
const PROD: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-exampleorg1'),
  unit: UnitId.parse('ou-ab12-prod0001'),
  arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
};
const organization: Organization = {
  id: OrganizationId.parse('o-exampleorg1'),
  managementAccount: AccountId.parse('123456789012'),
  observedAt: '2026-11-23T10:00:00.000Z',
  accounts: [
    {
      account: AccountId.parse('333344445555'),
      name: 'data-prod',
      active: true,
      units: [UnitId.parse('ou-ab12-prod0001'), UnitId.parse('ou-ab12-workl001')],
      path: 'Root/Workloads/Prod',
      tags: {},
    },
    {
      account: AccountId.parse('666677778888'),
      name: 'playground',
      active: true,
      units: [],
      path: 'Root',
      tags: {},
    },
  ],
  units: [],
};

const USE = ['kms:Decrypt', 'kms:CreateGrant', 'kms:DescribeKey', 'kms:ReEncrypt*'];
const allow = (AWS: unknown, Condition?: object, Action: unknown = USE): object => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});
const deny = (AWS: unknown, Condition?: object): object => ({ ...allow(AWS, Condition), Effect: 'Deny' });
const inUnit = (...paths: readonly string[]) => ({
  'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths },
});
const PROD_PATH = 'o-exampleorg1/r-ab12/ou-ab12-workl001/ou-ab12-prod0001/*';
const text = (key: string, value: unknown, operator = 'StringEquals') =>
  allow('444455556666', { [operator]: { [key]: value } });
const inOrg = (id: string) => ({ StringEquals: { 'aws:PrincipalOrgID': id } });

const keyOf = (statements: unknown, grants: readonly KeyGrant[] = [], manager = 'CUSTOMER'): KeyFacts => ({
  arn: `arn:aws:kms:${Region.parse('us-east-1')}:111122223333:key/1`,
  state: 'Enabled',
  manager,
  policy: known(JSON.stringify({ Version: '2012-10-17', Statement: statements })),
  grants: known(grants),
});
const kindOf = (principal: Principal, key: KeyFacts): string => keyAccess(principal, key, organization).kind;

describe('who can use a key', () => {
  it.each<[string, Principal, unknown, string]>([
    ['its account is named', PARTNER, [allow('arn:aws:iam::444455556666:root')], 'yes'],
    ['by its number alone', PARTNER, allow(['111122223333', '444455556666']), 'yes'],
    ['everything is allowed', PARTNER, [allow('arn:aws:iam::444455556666:root', undefined, 'kms:*')], 'yes'],
    [
      'by two statements together',
      PARTNER,
      [
        allow('444455556666', undefined, ['kms:Decrypt', 'kms:DescribeKey']),
        allow('444455556666', undefined, ['kms:ReEncrypt*', 'kms:CreateGrant']),
      ],
      'yes',
    ],
    ['another is', PARTNER, [allow('arn:aws:iam::777788889999:root')], 'no'],
    ['less than it takes is allowed', PARTNER, [allow('444455556666', undefined, ['kms:Decrypt'])], 'no'],
    ['one of its roles is named', PARTNER, [allow('arn:aws:iam::444455556666:role/ci')], 'unknown'],
    ['everybody may', PARTNER, [allow('*')], 'yes'],
    ['its organisation may', MEMBER, [allow('*', inOrg('o-exampleorg1'))], 'yes'],
    ['another organisation may', MEMBER, [allow('*', inOrg('o-partner1234'))], 'no'],
    ['our organisation may, and it is no member', PARTNER, [allow('*', inOrg('o-exampleorg1'))], 'no'],
    ['one may of which nobody knows the members', PARTNER, [allow('*', inOrg('o-partner1234'))], 'unknown'],
    ['the organisation itself may', OWN, [allow('*', inOrg('o-exampleorg1'))], 'yes'],
    ['an organisation where accounts are named', OWN, [allow('444455556666')], 'no'],
    ['a unit of an organisation that may', UNIT, [allow('*', inOrg('o-partner1234'))], 'yes'],
    ['another organisation than may', OTHERS, [allow('*', inOrg('o-exampleorg1'))], 'no'],
    [
      'its unit may, by the path',
      PROD,
      [allow('*', inUnit('o-exampleorg1/r-ab12/ou-ab12-prod0001/*'))],
      'yes',
    ],
    [
      'a member of such a unit',
      MEMBER,
      [allow('*', inUnit('o-exampleorg1/r-ab12/ou-ab12-prod0001/*'))],
      'yes',
    ],
    [
      'through EC2 only, which is who asks',
      PARTNER,
      [allow('444455556666', { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } })],
      'yes',
    ],
    [
      'for resources of AWS only, which it is',
      PARTNER,
      [allow('444455556666', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })],
      'yes',
    ],
    [
      'under a condition that is not understood',
      PARTNER,
      [allow('444455556666', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })],
      'unknown',
    ],
    ['it is denied', PARTNER, [allow('444455556666'), deny('444455556666')], 'no'],
    [
      'it may be denied',
      PARTNER,
      [allow('444455556666'), deny('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } })],
      'unknown',
    ],
    ['somebody else is denied', PARTNER, [allow('444455556666'), deny('777788889999')], 'yes'],
    [
      'it says who not',
      PARTNER,
      [{ Effect: 'Allow', NotPrincipal: { AWS: '777788889999' }, Action: USE }],
      'unknown',
    ],
    ['it is no policy', PARTNER, 'all of you', 'unknown'],
    ['everybody, of whom nobody knows', EVERYBODY, [allow('*', inOrg('o-exampleorg1'))], 'no'],
    [
      'everybody is in no organisation, whosever it is',
      EVERYBODY,
      [allow('*', inOrg('o-partner1234'))],
      'no',
    ],
    [
      'ours may or one of which nobody knows',
      PARTNER,
      [allow('*', { StringEquals: { 'aws:PrincipalOrgID': ['o-exampleorg1', 'o-partner1234'] } })],
      'unknown',
    ],
    ['everybody may, by the short form', PARTNER, [{ Effect: 'Allow', Principal: '*', Action: USE }], 'yes'],
    [
      'a service may',
      PARTNER,
      [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: USE }],
      'no',
    ],
    [
      'it says what not',
      PARTNER,
      [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, NotAction: 'kms:Delete*' }],
      'unknown',
    ],
    [
      'an action of another name that begins alike',
      PARTNER,
      [
        allow('444455556666', undefined, [
          'kms:CreateGrant',
          'kms:Decrypt',
          'kms:DescribeKeys',
          'kms:ReEncrypt*',
        ]),
      ],
      'no',
    ],
    ['those of one pattern alone', PARTNER, [allow('444455556666', undefined, ['kms:ReEncrypt*'])], 'no'],
    [
      'two of four by name',
      PARTNER,
      [allow('444455556666', undefined, ['kms:CreateGrant', 'kms:Decrypt'])],
      'no',
    ],
    [
      'if it is there at all',
      PARTNER,
      [text('kms:CallerAccount', '444455556666', 'StringEqualsIfExists')],
      'unknown',
    ],
    [
      'for all of what is there',
      PARTNER,
      [text('kms:CallerAccount', '444455556666', 'ForAllValues:StringEquals')],
      'unknown',
    ],
    ['as the account that it is', PARTNER, [text('kms:CallerAccount', '444455556666')], 'yes'],
    ['as an account that it is not', PARTNER, [text('kms:CallerAccount', '777788889999')], 'no'],
    [
      'a unit, as an account',
      UNIT,
      [allow('*', { StringEquals: { 'kms:CallerAccount': '444455556666' } })],
      'no',
    ],
    ['under a name', PARTNER, [text('aws:PrincipalArn', 'arn:aws:iam::444455556666:role/a')], 'unknown'],
    ['not for resources of AWS', PARTNER, [text('kms:GrantIsForAWSResource', 'false', 'Bool')], 'no'],
    ['for resources of AWS, as a text', PARTNER, [text('kms:GrantIsForAWSResource', 'true')], 'unknown'],
    ['by another yes or no', PARTNER, [text('aws:SecureTransport', 'true', 'Bool')], 'unknown'],
    ['through another service', PARTNER, [text('kms:ViaService', 's3.us-east-1.amazonaws.com')], 'unknown'],
    [
      'through EC2 or another',
      PARTNER,
      [text('kms:ViaService', ['s3.us-east-1.amazonaws.com', 'ec2.us-east-1.amazonaws.com'])],
      'yes',
    ],
    [
      'a member of a unit further up',
      MEMBER,
      [allow('*', inUnit('o-exampleorg1/r-ab12/ou-ab12-workl001/*'))],
      'yes',
    ],
    [
      'a member of another unit',
      MEMBER,
      [allow('*', inUnit('o-exampleorg1/r-ab12/ou-ab12-sandb001/*'))],
      'unknown',
    ],
    ['another unit than may', UNIT, [allow('*', inUnit(PROD_PATH))], 'unknown'],
    ['an organisation of which a unit may', OWN, [allow('*', inUnit(PROD_PATH))], 'unknown'],
    ['no member of the unit', PARTNER, [allow('*', inUnit(PROD_PATH))], 'unknown'],
    [
      'its unit, without what is in it',
      PROD,
      [allow('*', inUnit('o-exampleorg1/r-ab12/ou-ab12-prod0001/'))],
      'unknown',
    ],
    ['everything below the root', PROD, [allow('*', inUnit('o-exampleorg1/r-ab12/*'))], 'unknown'],
  ])('%s', (_, principal, statements, expected) => {
    expect(kindOf(principal, keyOf(statements))).toBe(expected);
  });

  const operations = ['Decrypt', 'CreateGrant', 'DescribeKey', 'ReEncryptFrom'];
  it('is, by a grant, an account as a whole', () => {
    const grant = { grantee: 'arn:aws:iam::444455556666:root', operations, constrained: false };
    expect(kindOf(PARTNER, keyOf([], [grant]))).toBe('yes');
    expect(kindOf(PARTNER, keyOf([], [{ ...grant, constrained: true }]))).toBe('unknown');
    expect(kindOf(PARTNER, keyOf([], [{ ...grant, grantee: 'arn:aws:iam::444455556666:role/a' }]))).toBe(
      'unknown',
    );
    expect(kindOf(PARTNER, keyOf([], [{ ...grant, operations: ['Decrypt'] }]))).toBe('no');
    expect(kindOf(MEMBER, keyOf([], [grant]))).toBe('no');
  });

  it('a grant to a service is nobody’s else', () => {
    const grant = { grantee: 'dynamodb.us-east-1.amazonaws.com', operations, constrained: false };
    expect([OWN, PARTNER].map((one) => kindOf(one, keyOf([], [grant])))).toEqual(['no', 'no']);
  });

  it('says why not, or why nobody knows', () => {
    const why = (statements: unknown) => {
      const access = keyAccess(PARTNER, keyOf(statements), organization);
      return access.kind === 'yes' ? null : access.why;
    };
    expect(why([])).toBe('the key’s policy and grants do not let it use the key');
    expect(why([allow('arn:aws:iam::444455556666:role/ci')])).toBe(
      'the key’s policy and grants do not tell whether it can use the key',
    );
    expect(why('all of you')).toBe('the key’s policy is not understood');
    const told = (policy: KeyFacts['policy']) => keyAccess(PARTNER, { ...keyOf([]), policy }, organization);
    expect(told(known('{'))).toEqual({ kind: 'unknown', why: 'the key’s policy is not understood' });
    expect(told({ kind: 'unread' })).toEqual({ kind: 'unknown', why: 'the key’s policy was not read' });
  });

  it('is nobody beside its own account, where AWS manages it', () => {
    expect(keyAccess(PARTNER, keyOf([allow('*')], [], 'AWS'), organization)).toEqual({
      kind: 'no',
      why: 'a key that AWS manages is its own account’s alone',
    });
  });

  it('is not known where its policy could not be read; grants that could not may still be beside the point', () => {
    const key = keyOf([allow('444455556666')]);
    const unread = { ...key, policy: fault('GetKeyPolicy', 'AccessDeniedException') };
    expect(keyAccess(PARTNER, unread, organization)).toEqual({
      kind: 'unknown',
      why: 'the key’s policy could not be read (GetKeyPolicy: AccessDeniedException)',
    });
    const grants = fault('ListGrants', 'AccessDeniedException');
    expect(kindOf(PARTNER, { ...key, grants })).toBe('yes');
    expect(kindOf(MEMBER, { ...key, grants })).toBe('unknown');
  });
});

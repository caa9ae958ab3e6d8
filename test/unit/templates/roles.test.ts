import { describe, expect, it } from 'vitest';
import { scanBundle } from './bundle-scan.ts';
import { granted, hub, member, trusted, type Resource, type Statement } from './templates.ts';

const ROLES = { guard: 'GuardRole', remediate: 'RemediateRole', notify: 'NotifyRole' } as const;
const FUNCTIONS = Object.keys(ROLES) as readonly (keyof typeof ROLES)[];

// What Lambda itself does in a role's name, and what SSM does for a parameter under a key of one's own.
const BEYOND_COMMANDS = new Set([
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'kms:Decrypt',
]);

// These take no resource, by AWS's own service authorization reference.
const WITHOUT_RESOURCE = new Set([
  'organizations:DescribeOrganization',
  'organizations:ListRoots',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshots',
]);

const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort();

const isEc2 = (action: string): boolean => action.startsWith('ec2:');

describe.each(FUNCTIONS)('the role of %s', (name) => {
  const statements = granted(hub.resources.Resources, ROLES[name]);

  it('is its own', () => {
    expect(hub.functions[name]?.role).toBe(`${ROLES[name]}.Arn`);
  });

  it('allows what the bundle asks for, and no more', async () => {
    const { actions } = await scanBundle(name);
    expect(actionsOf(statements).filter((action) => !BEYOND_COMMANDS.has(action))).toEqual(
      actions.filter((action) => !isEc2(action)),
    );
  });

  it('holds no right on EC2 itself: images are reached through the roles of their accounts', () => {
    expect(actionsOf(statements).filter(isEc2)).toEqual([]);
  });
});

describe.each([
  ['guard', 'ReaderRole'],
  ['remediate', 'WriterRole'],
] as const)('what %s may do in a member account', (name, role) => {
  it('is what its bundle asks of EC2, and no more', async () => {
    const { actions } = await scanBundle(name);
    expect(actionsOf(granted(member.Resources, role))).toEqual(actions.filter(isEc2));
  });

  it('is lent to that function alone, with the external id, inside the organisation', () => {
    expect(trusted(member.Resources, role)).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Condition: {
          ArnEquals: {
            'aws:PrincipalArn': `arn:\${AWS::Partition}:iam::\${HubAccount}:role/ami-warden-\${Stage}-${name}`,
          },
          StringEquals: { 'sts:ExternalId': 'ExternalId', 'aws:PrincipalOrgID': 'OrganizationId' },
        },
      },
    ]);
  });
});

it('only remediate reaches a role that writes, and that writes launch permissions alone', () => {
  const writes = actionsOf(granted(member.Resources, 'WriterRole')).filter(
    (action) => !action.includes(':Describe'),
  );
  expect(writes).toEqual(['ec2:ModifyImageAttribute']);
  const reach = (name: keyof typeof ROLES): readonly (readonly string[] | undefined)[] =>
    granted(hub.resources.Resources, ROLES[name])
      .filter(({ Action }) => Action.includes('sts:AssumeRole'))
      .map(({ Resource: resource }) => resource);
  expect(FUNCTIONS.map(reach)).toEqual([
    [['arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}']],
    [['arn:${AWS::Partition}:iam::*:role/${WriterRoleName}']],
    [],
  ]);
});

it('a role is assumed in the own organisation only', () => {
  const assuming = FUNCTIONS.flatMap((name) => granted(hub.resources.Resources, ROLES[name])).filter(
    ({ Action }) => Action.includes('sts:AssumeRole'),
  );
  expect(assuming.map(({ Condition }) => Condition)).toEqual([
    { StringEquals: { 'aws:ResourceOrgID': 'OrganizationId' } },
    { StringEquals: { 'aws:ResourceOrgID': 'OrganizationId' } },
  ]);
});

it('no statement is for every resource where an ARN is possible', () => {
  const roles: readonly (readonly [Readonly<Record<string, Resource>>, string])[] = [
    ...FUNCTIONS.map((name) => [hub.resources.Resources, ROLES[name]] as const),
    ...['ReaderRole', 'WriterRole', 'ForwardRole'].map((role) => [member.Resources, role] as const),
  ];
  const wide = roles
    .flatMap(([resources, role]) => granted(resources, role))
    .filter(({ Resource: resource }) => resource === undefined || resource.includes('*'));
  expect(wide.length).toBeGreaterThan(0);
  expect(wide.flatMap(({ Action }) => Action).filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { ACTIONS, iamActionsOf } from '../../../lib/remediation/registry.ts';
import { scanBundle } from './bundle-scan.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { HUB, MEMBER } from './resolve.ts';
import { grantsOf, rolesOf, trustOf } from './statements.ts';
import { granted, hub, member, trusted, type Statement } from './templates.ts';

const FUNCTIONS = Object.keys(hub.functions);
const roleOf = (name: string): string => hub.functions[name]?.role.replace(/\.Arn$/, '') ?? '';

// What Lambda itself does in a role's name, and what SSM does for a parameter under a key of one's own.
const BEYOND_COMMANDS = new Set([
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'kms:Decrypt',
]);

// What EC2 does in the caller's name for DescribeImageReferences, by its user guide.
const BY_IMAGE_REFERENCES = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeLaunchTemplates',
  'imagebuilder:GetContainerRecipe',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
];

const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort();

/** What is asked of a member account, and not of the hub. */
const isOfMember = (action: string): boolean => /^(cloudwatch|ec2|kms|rbin|servicequotas):/.test(action);

/** What copies need beyond their calls, each under a condition of its own. */
const OF_COPIES: readonly (readonly [actions: readonly string[], condition: unknown])[] = [
  [['ec2:CreateTags'], { StringEquals: { 'ec2:CreateAction': 'CopyImage' } }],
  [['ec2:DeleteSnapshot'], { Null: { 'aws:ResourceTag/ami-warden:copy-of': 'false' } }],
  [
    ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } },
  ],
  [
    ['kms:CreateGrant'],
    {
      StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    },
  ],
];
const isOfCopies = ({ Action }: Statement): boolean =>
  OF_COPIES.some(([actions]) => actions.join() === Action.toSorted().join());

const isDirect = ({ Condition }: Statement): boolean => Condition === undefined;

describe.each(FUNCTIONS)('the role of %s', (name) => {
  const statements = granted(hub.resources.Resources, roleOf(name));

  it('is its own', () => {
    expect(FUNCTIONS.filter((other) => roleOf(other) === roleOf(name))).toEqual([name]);
  });

  it('allows what the bundle asks for, and no more', async () => {
    const { actions } = await scanBundle(name);
    expect(actionsOf(statements).filter((action) => !BEYOND_COMMANDS.has(action))).toEqual(
      actions.filter((action) => !isOfMember(action)),
    );
  });

  it('holds no right on images itself: they are reached through the roles of their accounts', () => {
    const own = actionsOf(statements).filter((action) => !BEYOND_COMMANDS.has(action));
    expect(own.filter(isOfMember)).toEqual([]);
  });
});

describe.each([
  ['guard, survey and sweep', 'ReaderRole', ['guard', 'survey', 'sweep']],
  ['remediate', 'WriterRole', ['remediate']],
] as const)('what %s may do in a member account', (_, role, names) => {
  const statements = granted(member.Resources, role);

  it('is what their bundles ask there, and no more', async () => {
    const bundles = await Promise.all(names.map(scanBundle));
    const asked = new Set(bundles.flatMap(({ actions }) => actions.filter(isOfMember)));
    expect(actionsOf(statements.filter(isDirect))).toEqual([...asked].sort());
  });

  it('is, through EC2, what DescribeImageReferences needs, and by no other way', () => {
    const viaImages = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } };
    const others = statements.filter((statement) => !isDirect(statement) && !isOfCopies(statement));
    expect(actionsOf(others)).toEqual(BY_IMAGE_REFERENCES);
    for (const { Condition } of others) expect(Condition).toEqual(viaImages);
  });

  it('is lent to those functions alone, with the external id, inside the organisation', () => {
    const arns = names.map(
      (name) => `arn:\${AWS::Partition}:iam::\${HubAccount}:role/ami-warden-\${Stage}-${name}`,
    );
    expect(trusted(member.Resources, role)).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': arns.length === 1 ? arns[0] : arns },
          StringEquals: { 'sts:ExternalId': 'ExternalId', 'aws:PrincipalOrgID': 'OrganizationId' },
        },
      },
    ]);
  });
});

const writesOf = (actions: readonly string[]): readonly string[] =>
  actions.filter((action) => !/:(Describe|Get|List)/.test(action)).toSorted();

/** What an action that changes something is called, as far as the names tell. */
const declaredBy = (names: readonly string[]): readonly string[] => [
  ...new Set(
    names.flatMap((name) => {
      const definition = ACTIONS[name as keyof typeof ACTIONS];
      return definition === undefined ? [] : iamActionsOf(definition);
    }),
  ),
];

it('the writer may tag, delete and use keys for copies only as far as their conditions let it', () => {
  const others = granted(member.Resources, 'WriterRole').filter(isOfCopies);
  expect(others.map(({ Action, Condition }) => [Action.toSorted(), Condition])).toEqual(OF_COPIES);
});

describe('what the remediations declare', () => {
  const statements = granted(member.Resources, 'WriterRole');
  const role = actionsOf(statements);
  const declared = declaredBy(Object.keys(ACTIONS)).toSorted();

  it('is, of what changes anything, exactly what the writer may do', () => {
    expect(writesOf(role)).toEqual(writesOf(declared));
    expect(writesOf(declared)).toEqual([
      'ec2:CopyImage',
      'ec2:CreateImageUsageReport',
      'ec2:CreateTags',
      'ec2:DeleteSnapshot',
      'ec2:DeleteTags',
      'ec2:DeregisterImage',
      'ec2:DisableEbsEncryptionByDefault',
      'ec2:DisableImage',
      'ec2:DisableImageBlockPublicAccess',
      'ec2:DisableImageDeprecation',
      'ec2:DisableSnapshotBlockPublicAccess',
      'ec2:EnableEbsEncryptionByDefault',
      'ec2:EnableImage',
      'ec2:EnableImageBlockPublicAccess',
      'ec2:EnableImageDeprecation',
      'ec2:EnableSnapshotBlockPublicAccess',
      'ec2:ModifyImageAttribute',
      'ec2:ModifySnapshotAttribute',
      'ec2:RestoreImageFromRecycleBin',
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'servicequotas:RequestServiceQuotaIncrease',
    ]);
  });

  it('is, of what only looks, in the role beside what the rules read, and nothing else is', async () => {
    expect(declared.filter((action) => !role.includes(action))).toEqual([]);
    // What rules read is what the guard reads; of that the writer has what concerns images and guard rails.
    const guard = new Set((await scanBundle('guard')).actions);
    const beyond = actionsOf(statements.filter(isDirect)).filter(
      (action) => !declared.includes(action) && !guard.has(action),
    );
    expect(beyond).toEqual([]);
  });

  it.each(Object.keys(ACTIONS))(
    '%s declares a right to look at what it changes and one to change it',
    (name) => {
      const own = declaredBy([name]);
      expect(writesOf(own).length).toBeGreaterThan(0);
      expect(own.length).toBeGreaterThan(writesOf(own).length);
    },
  );

  it('is asked for by nobody but remediate: the guard has no right that changes anything', () => {
    const guard = actionsOf(granted(member.Resources, 'ReaderRole'));
    expect(writesOf(guard)).toEqual([]);
  });
});

it('only remediate reaches the role that writes', () => {
  const reached = FUNCTIONS.flatMap((name) =>
    granted(hub.resources.Resources, roleOf(name))
      .filter(({ Action }) => Action.includes('sts:AssumeRole'))
      .map(({ Resource: resource }) => [name, resource]),
  );
  expect(reached).toEqual([
    ['guard', ['arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}']],
    ['remediate', ['arn:${AWS::Partition}:iam::*:role/${WriterRoleName}']],
    ['survey', ['arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}']],
    ['sweep', ['arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}']],
  ]);
});

it('whoever forges a click reaches one queue, two secrets and the policy: no table, no image, no other account', () => {
  const statements = granted(hub.resources.Resources, 'SlackRole');
  const parameter = 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter';
  expect(statements.map(({ Action, Resource: resource }) => [Action, resource])).toEqual([
    [['logs:CreateLogStream', 'logs:PutLogEvents'], ['${SlackLogGroup.Arn}:*']],
    [['sqs:SendMessage'], ['RequestsQueue.Arn']],
    [['s3:GetObject'], ['${PolicyBucket.Arn}/policy.json']],
    [
      ['ssm:GetParameter'],
      [`${parameter}\${SlackTokenParameter}`, `${parameter}\${SlackSigningSecretParameter}`],
    ],
    [['kms:Decrypt'], ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*']],
  ]);
  expect(statements.at(-1)?.Condition).toHaveProperty('StringEquals');
});

it('a role is assumed in the own organisation only', () => {
  const assuming = FUNCTIONS.flatMap((name) => granted(hub.resources.Resources, roleOf(name))).filter(
    ({ Action }) => Action.includes('sts:AssumeRole'),
  );
  expect(assuming.length).toBeGreaterThan(0);
  for (const { Condition } of assuming)
    expect(Condition).toEqual({ StringEquals: { 'aws:ResourceOrgID': 'OrganizationId' } });
});

describe.each([
  ['the hub', HUB],
  ['a member', MEMBER],
] as const)('what IAM takes of %s', (_, world) => {
  // Statements as they are read here have no less in them than what is deployed.
  const lengthOf = (statements: readonly unknown[]): number => JSON.stringify(statements).length;

  it.each(rolesOf(world))(
    '%s is below the 10,240 characters of a role’s policies, and 2,048 of its trust',
    (role) => {
      expect(lengthOf(grantsOf(world, role))).toBeLessThan(10_240);
      expect(lengthOf(trustOf(world, role))).toBeLessThan(2_048);
    },
  );
});

it('no role takes from a bucket, or puts into one, of that name that is somebody else’s by now', () => {
  const asked = rolesOf(HUB).flatMap((role) =>
    grantsOf(HUB, role).flatMap((statement) =>
      statement.Action.filter((action) => action.startsWith('s3:')).map((action) => {
        const [resource = ''] = statement.Resource ?? [];
        const says = (account: string): string =>
          evaluatePolicy([statement], {
            principal: 'x',
            action,
            resource,
            context: { 'aws:ResourceAccount': account },
          });
        return [role, action, says('999988887777'), says('012345678901')];
      }),
    ),
  );
  expect(asked.map(([role, action]) => [role, action])).toEqual(
    expect.arrayContaining([
      ['GuardRole', 's3:GetObject'],
      ['SurveyRole', 's3:PutObject'],
    ]),
  );
  for (const one of asked) expect(one).toEqual([one[0], one[1], 'allowed', 'not allowed']);
});

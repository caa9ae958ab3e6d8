import { describe, expect, it } from 'vitest';
import { ACTIONS, iamActionsOf } from '../../../lib/remediation/registry.ts';
import { scanBundle } from './bundle-scan.ts';
import { granted, hub, member, trusted, type Resource, type Statement } from './templates.ts';

const ROLES = {
  guard: 'GuardRole',
  remediate: 'RemediateRole',
  notify: 'NotifyRole',
  slack: 'SlackRole',
} as const;
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
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeLaunchTemplates',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'kms:ListAliases',
  'servicequotas:GetAWSDefaultServiceQuota',
  'servicequotas:GetServiceQuota',
  'servicequotas:ListRequestedServiceQuotaChangeHistory',
  'rbin:ListRules',
  'ssm:DescribeParameters',
  'ec2:DisableEbsEncryptionByDefault',
  'ec2:DisableImageBlockPublicAccess',
  'ec2:DisableSnapshotBlockPublicAccess',
  'ec2:EnableEbsEncryptionByDefault',
  'ec2:EnableImageBlockPublicAccess',
  'ec2:EnableSnapshotBlockPublicAccess',
]);

// Reads of EC2 and settings of an account take none either; some reads are asked of whatever image or instance an event names.
const EC2_WIDE =
  /^ec2:((Describe|Get)|(Enable|Disable)((Image|Snapshot)BlockPublicAccess|EbsEncryptionByDefault)$)/;

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
const isOfMember = (action: string): boolean => /^(ec2|kms|rbin|servicequotas):/.test(action);

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
  const statements = granted(hub.resources.Resources, ROLES[name]);

  it('is its own', () => {
    expect(hub.functions[name]?.role).toBe(`${ROLES[name]}.Arn`);
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
  ['guard', 'ReaderRole'],
  ['remediate', 'WriterRole'],
] as const)('what %s may do in a member account', (name, role) => {
  const statements = granted(member.Resources, role);

  it('is what its bundle asks there, and no more', async () => {
    const { actions } = await scanBundle(name);
    expect(actionsOf(statements.filter(isDirect))).toEqual(actions.filter(isOfMember));
  });

  it('is, through EC2, what DescribeImageReferences needs, and by no other way', () => {
    const viaImages = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } };
    const others = statements.filter((statement) => !isDirect(statement) && !isOfCopies(statement));
    expect(actionsOf(others)).toEqual(BY_IMAGE_REFERENCES);
    for (const { Condition } of others) expect(Condition).toEqual(viaImages);
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
  const reach = (name: keyof typeof ROLES): readonly (readonly string[] | undefined)[] =>
    granted(hub.resources.Resources, ROLES[name])
      .filter(({ Action }) => Action.includes('sts:AssumeRole'))
      .map(({ Resource: resource }) => resource);
  expect(FUNCTIONS.map(reach)).toEqual([
    [['arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}']],
    [['arn:${AWS::Partition}:iam::*:role/${WriterRoleName}']],
    [],
    [],
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
  const actions = wide.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !WITHOUT_RESOURCE.has(action) && !EC2_WIDE.test(action))).toEqual([]);
});

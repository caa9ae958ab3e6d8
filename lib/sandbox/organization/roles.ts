import type { AccountId } from '../../model/ids.ts';
import { roleArn, type Role } from '../identity/role.ts';
import type { Estate } from './estate.ts';

/** The external id that the example's member roles ask for. */
export const EXAMPLE_EXTERNAL_ID = 'ami-warden-example';

/** The names of the hub's functions; each has a role `ami-warden-<function>` there. */
export const HUB_FUNCTIONS = ['guard', 'remediate', 'notify'] as const;

const READ = ['ec2:Describe*', 'ec2:Get*'];
const JOURNAL = ['dynamodb:*'];
const POLICY = ['s3:GetObject', 's3:ListBucket'];

const HUB_ACTIONS: Readonly<Record<(typeof HUB_FUNCTIONS)[number], readonly string[]>> = {
  guard: [...JOURNAL, ...POLICY, 'sts:AssumeRole', 'sqs:*', 'organizations:Describe*', 'organizations:List*'],
  remediate: [
    ...JOURNAL,
    ...POLICY,
    'sts:AssumeRole',
    'sqs:*',
    'organizations:Describe*',
    'organizations:List*',
  ],
  notify: [...JOURNAL, ...POLICY, 'sqs:*', 'sns:Publish', 'ssm:GetParameter*', 'events:PutEvents'],
};

/** The hub's function roles, and in every account the reader and writer roles that trust them, as deployed. */
export const estateRoles = (estate: Estate): readonly Role[] => [
  ...HUB_FUNCTIONS.map((name) => hubRole(estate.hub, name)),
  ...estate.accounts.flatMap(({ account }) => memberRoles(account, estate)),
];

const hubRole = (hub: AccountId, name: (typeof HUB_FUNCTIONS)[number]): Role => ({
  account: hub,
  name: `ami-warden-${name}`,
  trusted: ['lambda.amazonaws.com'],
  externalId: null,
  actions: HUB_ACTIONS[name],
});

const memberRoles = (account: AccountId, { hub, management }: Estate): readonly Role[] => {
  const functions = HUB_FUNCTIONS.map((name) => roleArn({ account: hub, name: `ami-warden-${name}` }));
  const enrolled = { account, trusted: functions, externalId: EXAMPLE_EXTERNAL_ID };
  return [
    { ...enrolled, name: 'ami-warden-reader', actions: READ },
    { ...enrolled, name: 'ami-warden-writer', actions: [...READ, 'ec2:ModifyImageAttribute'] },
    {
      account,
      name: 'OrganizationAccountAccessRole',
      trusted: [management],
      externalId: null,
      actions: ['*'],
    },
  ];
};

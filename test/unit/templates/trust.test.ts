import { describe, expect, it } from 'vitest';
import { evaluatePolicy, type Asking } from './evaluate-policy.ts';
import { HUB, MEMBER } from './resolve.ts';
import { grantsOf, policyOf, trustOf } from './statements.ts';
import { hub } from './templates.ts';

const ORGANISATION = 'o-exampleorg1';
const HUB_ROLES = {
  guard: 'GuardRole',
  remediate: 'RemediateRole',
  notify: 'NotifyRole',
  slack: 'SlackRole',
  survey: 'SurveyRole',
  sweep: 'SweepRole',
  coverage: 'CoverageRole',
} as const;
const MEMBER_ROLES = { ReaderRole: 'ami-warden-reader', WriterRole: 'ami-warden-writer' } as const;
type MemberRole = keyof typeof MEMBER_ROLES;

/** A function that takes a role as it should; `changed` is what is otherwise. */
const taking = (name: string, changed: Partial<Asking> = {}): Asking => {
  const principal = changed.principal ?? `arn:aws:iam::999988887777:role/ami-warden-dev-${name}`;
  return {
    action: 'sts:AssumeRole',
    ...changed,
    principal,
    context: {
      'aws:PrincipalArn': principal,
      'aws:PrincipalOrgID': ORGANISATION,
      'aws:ResourceOrgID': ORGANISATION,
      'sts:ExternalId': 'ami-warden-example',
      ...changed.context,
    },
  };
};

const without = (asking: Asking, key: string): Asking => ({
  ...asking,
  context: Object.fromEntries(Object.entries(asking.context).filter(([name]) => name !== key)),
});

describe.each([
  ['ReaderRole', 'guard'],
  ['ReaderRole', 'survey'],
  ['ReaderRole', 'sweep'],
  ['WriterRole', 'remediate'],
] as const)('%s of a member, for %s', (role, name) => {
  const trust = trustOf(MEMBER, role);
  const says = (asking: Asking): string => evaluatePolicy(trust, asking);

  it(`is lent to ${name}`, () => {
    expect(says(taking(name))).toBe('allowed');
  });

  it.each([
    ['from outside the organisation', taking(name, { context: { 'aws:PrincipalOrgID': 'o-partner1234' } })],
    ['from an account that is in none', without(taking(name), 'aws:PrincipalOrgID')],
    ['with another external id', taking(name, { context: { 'sts:ExternalId': 'ami-warden-example2' } })],
    ['with the id in other letters', taking(name, { context: { 'sts:ExternalId': 'AMI-WARDEN-EXAMPLE' } })],
    ['without an external id', without(taking(name), 'sts:ExternalId')],
    [
      'of the same name in another account',
      taking(name, { principal: `arn:aws:iam::222233334444:role/ami-warden-dev-${name}` }),
    ],
    [
      'of the same name under a path',
      taking(name, { principal: `arn:aws:iam::999988887777:role/x/ami-warden-dev-${name}` }),
    ],
    [
      'with a longer name',
      taking(name, { principal: `arn:aws:iam::999988887777:role/ami-warden-dev-${name}-2` }),
    ],
    [
      'that is of another stage',
      taking(name, { principal: `arn:aws:iam::999988887777:role/ami-warden-prod-${name}` }),
    ],
    [
      'that is a user of the hub’s account',
      taking(name, { principal: `arn:aws:iam::999988887777:user/ami-warden-dev-${name}` }),
    ],
    ['that is the hub’s root', taking(name, { principal: 'arn:aws:iam::999988887777:root' })],
    ['that is a service', taking(name, { principal: 'ec2.amazonaws.com' })],
  ])('is not lent to a caller %s', (_, asking) => {
    expect(says(asking)).toBe('not allowed');
  });

  it('is not lent for anything but taking it', () => {
    for (const action of ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:AssumeRoleWithSAML'])
      expect(says(taking(name, { action }))).toBe('not allowed');
  });
});

/** Whether a function of the hub comes into a role, which takes a yes of both: of its own policy, and of the role's. */
const comesIn = (name: keyof typeof HUB_ROLES, role: MemberRole, changed: Partial<Asking> = {}): boolean => {
  const resource = `arn:aws:iam::111122223333:role/${MEMBER_ROLES[role]}`;
  const asking = taking(name, { resource, ...changed });
  return [grantsOf(HUB, HUB_ROLES[name]), trustOf(MEMBER, role)].every(
    (statements) => evaluatePolicy(statements, asking) === 'allowed',
  );
};

it('each function comes into the one role that is its own, and no other', () => {
  const names = Object.keys(HUB_ROLES) as readonly (keyof typeof HUB_ROLES)[];
  const ways = names.flatMap((name) =>
    (['ReaderRole', 'WriterRole'] as const).filter((role) => comesIn(name, role)).map((role) => [name, role]),
  );
  expect(ways).toEqual([
    ['guard', 'ReaderRole'],
    ['remediate', 'WriterRole'],
    ['survey', 'ReaderRole'],
    ['sweep', 'ReaderRole'],
  ]);
  expect(names.map((name) => HUB_ROLES[name])).toEqual(
    expect.arrayContaining(Object.values(hub.functions).map(({ role }) => role.replace(/\.Arn$/, ''))),
  );
});

it.each([
  ['guard', 'ReaderRole'],
  ['sweep', 'ReaderRole'],
  ['remediate', 'WriterRole'],
] as const)(
  '%s follows no record of a foreign account there, whatever that account’s %s would let in',
  (name, role) => {
    const foreign = { 'aws:ResourceOrgID': 'o-partner1234' };
    expect(comesIn(name, role)).toBe(true);
    expect(comesIn(name, role, { context: foreign })).toBe(false);
    const resource = `arn:aws:iam::012345678901:role/${MEMBER_ROLES[role]}`;
    expect(
      evaluatePolicy(
        grantsOf(HUB, HUB_ROLES[name]),
        without(taking(name, { resource }), 'aws:ResourceOrgID'),
      ),
    ).toBe('not allowed');
  },
);

describe('the hub’s bus', () => {
  const bus = 'arn:aws:events:us-east-1:999988887777:event-bus/ami-warden-dev';
  const says = (context: Asking['context'], rest: Partial<Asking> = {}): string =>
    evaluatePolicy(policyOf(HUB, 'BusPolicy'), {
      principal: 'arn:aws:iam::111122223333:role/StackSet-ami-warden-ForwardRole',
      action: 'events:PutEvents',
      resource: bus,
      context,
      ...rest,
    });

  it('takes what a member’s rule forwards, which its role allows for this bus alone', () => {
    expect(says({ 'aws:PrincipalOrgID': ORGANISATION })).toBe('allowed');
    const forward = (resource: string): string =>
      evaluatePolicy(grantsOf(MEMBER, 'ForwardRole'), {
        principal: 'x',
        action: 'events:PutEvents',
        resource,
        context: {},
      });
    expect(forward(bus)).toBe('allowed');
    expect(forward('arn:aws:events:us-east-1:012345678901:event-bus/ami-warden-dev')).toBe('not allowed');
    expect(forward('arn:aws:events:us-east-1:111122223333:event-bus/default')).toBe('not allowed');
  });

  it('takes no event that a member puts there in another name than EC2’s, the service’s own among them', () => {
    const from = (source: string): string =>
      says({ 'aws:PrincipalOrgID': ORGANISATION, 'events:source': source });
    expect(['aws.ec2', 'ami-warden'].map(from)).toEqual(['allowed', 'not allowed']);
    // notify’s own findings come by its own role, which a policy of the same account need not name.
    expect(
      evaluatePolicy(grantsOf(HUB, 'NotifyRole'), {
        principal: 'x',
        action: 'events:PutEvents',
        resource: bus,
        context: { 'events:source': 'ami-warden' },
      }),
    ).toBe('allowed');
  });

  it('takes nothing of a foreign organisation, nor of an account that is in none', () => {
    expect(says({ 'aws:PrincipalOrgID': 'o-partner1234' })).toBe('not allowed');
    expect(says({})).toBe('not allowed');
  });

  it('lets nobody do anything but put events on it', () => {
    for (const action of [
      'events:PutRule',
      'events:PutTargets',
      'events:PutPermission',
      'events:DeleteEventBus',
    ])
      expect(says({ 'aws:PrincipalOrgID': ORGANISATION }, { action })).toBe('not allowed');
  });

  it('forwards in EventBridge’s name alone, and for rules of the same account', () => {
    const forwarding = (principal: string, account: string): string =>
      evaluatePolicy(trustOf(MEMBER, 'ForwardRole'), {
        principal,
        action: 'sts:AssumeRole',
        context: { 'aws:SourceAccount': account },
      });
    expect(forwarding('events.amazonaws.com', '111122223333')).toBe('allowed');
    expect(forwarding('events.amazonaws.com', '012345678901')).toBe('not allowed');
    expect(forwarding('lambda.amazonaws.com', '111122223333')).toBe('not allowed');
  });
});

describe.each([
  [
    'the hub',
    HUB,
    'QueuePolicy',
    'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-changes',
    ['rule/ami-warden-dev-changes', 'rule/ami-warden-dev-attempts'],
  ],
  [
    'the hub’s ticks',
    HUB,
    'NoticesQueuePolicy',
    'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-notices.fifo',
    ['rule/ami-warden-dev-tick'],
  ],
  [
    'a member',
    MEMBER,
    'UndeliveredPolicy',
    'arn:aws:sqs:us-east-1:111122223333:ami-warden-dev-undelivered',
    ['rule/ami-warden-dev-forward', 'rule/ami-warden-dev-forward-attempts'],
  ],
] as const)('a queue of %s', (_, world, policy, queue, rules) => {
  const says = (rule: string, rest: Partial<Asking> = {}): string =>
    evaluatePolicy(policyOf(world, policy), {
      principal: 'events.amazonaws.com',
      action: 'sqs:SendMessage',
      resource: queue,
      context: { 'aws:SourceArn': rule },
      ...rest,
    });
  const place = `arn:aws:events:us-east-1:${world.account}:`;

  it('takes messages from its rules, and from nobody else', () => {
    expect(rules.map((rule) => says(`${place}${rule}`))).toEqual(rules.map(() => 'allowed'));
    expect(says(`${place}rule/another`)).toBe('not allowed');
    for (const rule of rules) {
      expect(says(`arn:aws:events:us-east-1:012345678901:${rule}`)).toBe('not allowed');
      expect(says(`${place}${rule}`, { principal: 'sns.amazonaws.com' })).toBe('not allowed');
      expect(says(`${place}${rule}`, { action: 'sqs:ReceiveMessage' })).toBe('not allowed');
      expect(says(`${place}${rule}`, { principal: 'arn:aws:iam::012345678901:root' })).toBe('not allowed');
    }
  });
});

describe('what is kept', () => {
  const bucket = (isSecure: string): string =>
    evaluatePolicy(policyOf(HUB, 'PolicyBucketPolicy'), {
      principal: 'arn:aws:iam::999988887777:role/ami-warden-dev-guard',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ami-warden-dev-policy-999988887777/policy.json',
      context: { 'aws:SecureTransport': isSecure },
    });
  const key = (principal: string, context: Asking['context'], action = 'kms:Decrypt'): string =>
    evaluatePolicy(policyOf(HUB, 'DataKey'), { principal, action, resource: '*', context });
  const THROUGH = 'dynamodb.us-east-1.amazonaws.com';

  it('is read over TLS alone', () => {
    expect(bucket('false')).toBe('denied');
    expect(bucket('true')).toBe('not allowed');
  });

  it('is decrypted for the hub’s own account, through the services that keep it, and by no other way', () => {
    const guard = 'arn:aws:iam::999988887777:role/ami-warden-dev-guard';
    // The key's first statement leaves it to the account's own policies, of which no function's names the key.
    const through = policyOf(HUB, 'DataKey').slice(1);
    const says = (principal: string, context: Asking['context'], action = 'kms:Decrypt'): string =>
      evaluatePolicy(through, { principal, action, resource: '*', context });
    expect(says(guard, { 'kms:CallerAccount': '999988887777', 'kms:ViaService': THROUGH })).toBe('allowed');
    expect(says(guard, { 'kms:CallerAccount': '999988887777' })).toBe('not allowed');
    expect(
      says(
        guard,
        { 'kms:CallerAccount': '999988887777', 'kms:ViaService': THROUGH },
        'kms:ScheduleKeyDeletion',
      ),
    ).toBe('not allowed');
    const stranger = 'arn:aws:iam::012345678901:role/x';
    expect(key(stranger, { 'kms:CallerAccount': '012345678901', 'kms:ViaService': THROUGH })).toBe(
      'not allowed',
    );
  });

  it('is nobody’s who comes in the name of a service, be it for the same account', () => {
    for (const service of [
      'cloudwatch.amazonaws.com',
      'logs.us-east-1.amazonaws.com',
      'events.amazonaws.com',
    ])
      expect(key(service, { 'aws:SourceAccount': '999988887777' }, 'kms:GenerateDataKey')).toBe(
        'not allowed',
      );
  });
});

import { describe, expect, it } from 'vitest';
import { granted, hub, member, ofType } from './templates.ts';

const { Resources: resources } = hub.resources;
const queues = ofType(resources, 'AWS::SQS::Queue');
const NAMES = ['changes', 'plans', 'requests', 'notices'] as const;
const FUNCTION_OF = {
  changes: 'guard',
  plans: 'remediate',
  requests: 'remediate',
  notices: 'notify',
} as const;
const ID_OF = { changes: 'Changes', plans: 'Plans', requests: 'Requests', notices: 'Notices' } as const;

describe.each(NAMES)('the queue of %s', (name) => {
  const queue = queues.get(`${ID_OF[name]}Queue`)?.Properties ?? {};
  const deadLetters = queues.get(`${ID_OF[name]}DeadLetters`)?.Properties ?? {};

  it('hides a message for six times as long as its function may take', () => {
    const timeout = hub.functions[FUNCTION_OF[name]]?.timeout ?? Infinity;
    expect(hub.functions[FUNCTION_OF[name]]?.events.map(({ sqs }) => sqs.arn)).toContain(
      `${ID_OF[name]}Queue.Arn`,
    );
    expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * timeout);
  });

  it('hands what fails for good to dead letters, which are kept 14 days and longer than the queue keeps its own', () => {
    expect(queue['RedrivePolicy']).toEqual({
      deadLetterTargetArn: `${ID_OF[name]}DeadLetters.Arn`,
      maxReceiveCount: name === 'changes' ? 5 : 3,
    });
    expect(deadLetters['MessageRetentionPeriod']).toBe(1_209_600);
    expect(queue['MessageRetentionPeriod']).toBeLessThan(1_209_600);
  });

  it('raises an alarm with the first dead letter', () => {
    expect(resources[`${ID_OF[name]}Alarm`]?.Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: `${ID_OF[name]}DeadLetters.QueueName` }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: ['AlarmTopic'],
    });
  });
});

it('each function has the queues that are its own, and the one that is called by HTTP has none', () => {
  const queuesOf = Object.entries(hub.functions).map(([name, { events, url }]) => [
    name,
    events.map(({ sqs }) => sqs.arn),
    url ?? false,
  ]);
  expect(queuesOf).toEqual([
    ['guard', ['ChangesQueue.Arn'], false],
    ['remediate', ['PlansQueue.Arn', 'RequestsQueue.Arn'], false],
    ['notify', ['NoticesQueue.Arn'], false],
    ['slack', [], true],
    ['survey', [], false],
    ['sweep', [], false],
    ['coverage', [], false],
  ]);
});

it('has a URL, and a role for it, only where there is a secret to check signatures by', () => {
  expect(hub.functions['slack']?.condition).toBe('HasSlackButtons');
  expect(resources['SlackRole']?.Condition).toBe('HasSlackButtons');
});

it('leaves the other functions their share of Lambda, however often a stranger calls the URL', () => {
  const reserved = Object.entries(hub.functions).map(([name, { reservedConcurrency }]) => [
    name,
    reservedConcurrency,
  ]);
  expect(reserved.filter(([, count]) => count !== undefined)).toEqual([['slack', 10]]);
});

it('takes one request of a person at a time from a queue in their order', () => {
  const [, requests] = hub.functions['remediate']?.events ?? [];
  expect(requests?.sqs.batchSize).toBe(1);
});

it('keeps requests and the notices of a finding in their order, and the names of the others standard', () => {
  const fifo = [...queues].filter(([, { Properties: p }]) => p?.['FifoQueue'] === true);
  expect(fifo.map(([id, { Properties: p }]) => [id, p?.['QueueName']])).toEqual([
    ['RequestsQueue', 'ami-warden-${sls:stage}-requests.fifo'],
    ['RequestsDeadLetters', 'ami-warden-${sls:stage}-requests-dlq.fifo'],
    ['NoticesQueue', 'ami-warden-${sls:stage}-notices.fifo'],
    ['NoticesDeadLetters', 'ami-warden-${sls:stage}-notices-dlq.fifo'],
  ]);
  const isFifo = ([, { Properties: p }]: (typeof fifo)[number]) => String(p?.['QueueName']).endsWith('.fifo');
  expect([...queues].filter(isFifo)).toEqual(fifo);
});

it('keeps queues encrypted, and tables, policy and alerts under the one key that is its own', () => {
  expect([...new Set([...queues.values()].map(({ Properties: p }) => p?.['SqsManagedSseEnabled']))]).toEqual([
    true,
  ]);
  for (const { Properties: p } of ofType(resources, 'AWS::DynamoDB::Table').values())
    expect(p?.['SSESpecification']).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: 'DataKey.Arn',
    });
  expect(resources['AlertTopic']?.Properties?.['KmsMasterKeyId']).toBe('DataKey');
  expect(resources['PolicyBucket']?.Properties?.['BucketEncryption']).toEqual({
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'DataKey.Arn' },
        BucketKeyEnabled: true,
      },
    ],
  });
});

it('tells operators of a key that was switched off: the topic of alarms needs none', () => {
  expect(Object.keys(resources['AlarmTopic']?.Properties ?? {})).toEqual(['TopicName']);
});

it('lets nobody in on a bucket from outside, and keeps every version of the policy', () => {
  const closed = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  for (const { Properties: p } of ofType(resources, 'AWS::S3::Bucket').values()) {
    expect(p).toMatchObject({
      PublicAccessBlockConfiguration: closed,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  }
  expect(resources['PolicyBucket']?.Properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

it('keeps the journal when the stack goes', () => {
  expect(resources['Journal']).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  });
});

it('leaves behind, when the stack goes, journal, policy and the key that they are under', () => {
  const kept = Object.entries(resources).filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined);
  expect(kept.map(([id, { DeletionPolicy }]) => [id, DeletionPolicy])).toEqual([
    ['DataKey', 'RetainExceptOnCreate'],
    ['Journal', 'RetainExceptOnCreate'],
    ['Inventory', 'RetainExceptOnCreate'],
    ['PolicyBucket', 'RetainExceptOnCreate'],
    ['SweepBucket', 'RetainExceptOnCreate'],
  ]);
});

it('tags all that takes tags, by the stack', () => {
  const tags = { project: 'ami-warden', stage: '${sls:stage}' };
  expect(hub.provider).toMatchObject({ tags, stackTags: tags });
});

it('logs what its functions say, and of Lambda’s own lines those of calls that fail', () => {
  const lambda = {
    logFormat: 'JSON',
    applicationLogLevel: 'INFO',
    systemLogLevel: '${param:systemLogLevel}',
  };
  expect(hub.provider.logs).toEqual({ lambda });
});

it('drops logs when it is told to', () => {
  expect(hub.provider.logRetentionInDays).toBe('${param:logRetentionDays}');
});

const NAMES_OF_RESOURCES = [
  'Name',
  'QueueName',
  'TableName',
  'TopicName',
  'BucketName',
  'RoleName',
  'AlarmName',
  'DashboardName',
  'StateMachineName',
  'GroupName',
];

it('lets no name of one stage stand in the way of another', () => {
  const names = Object.values(resources).flatMap(({ Properties: properties = {} }) =>
    NAMES_OF_RESOURCES.map((member) => properties[member]).filter((name) => name !== undefined),
  );
  expect(names.length).toBeGreaterThanOrEqual(39);
  for (const name of names) expect(name).toMatch(/^(ami-warden-|\/ami-warden\/)\$\{sls:stage\}/);
  expect(resources['DataKeyAlias']?.Properties?.['AliasName']).toBe('alias/ami-warden-${sls:stage}');
  expect(hub.provider.environment['POWERTOOLS_METRICS_NAMESPACE']).toBe('AmiWarden/${sls:stage}');
});

it.each([
  ['the hub', resources, 'ChangesRule', 'QueuePolicy', ['ChangesQueue.Arn', 'ChangesDeadLetters.Arn']],
  ['a member', member.Resources, 'ForwardRule', 'UndeliveredPolicy', ['Undelivered.Arn']],
] as const)(
  '%s lets its rules, and nobody else, write to the rules’ queues',
  (_, all, rule, policy, arns) => {
    expect(all[policy]?.Properties?.['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arns.length === 1 ? arns[0] : arns,
          Condition: { ArnEquals: { 'aws:SourceArn': [`${rule}.Arn`, 'AttemptsRule.Arn'] } },
        },
      ],
    });
  },
);

it('takes events from its own organisation alone', () => {
  expect(resources['BusPolicy']?.Properties?.['Statement']).toMatchObject({
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'OrganizationId' } },
  });
});

it('ticks every five minutes, each tick with its time, and lets its rule alone into the queue of notices', () => {
  expect(resources['TickRule']?.Properties).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [
      {
        Arn: 'NoticesQueue.Arn',
        SqsParameters: { MessageGroupId: 'tick' },
        InputTransformer: { InputPathsMap: { at: '$.time' }, InputTemplate: '{"kind":"tick","at":<at>}' },
      },
    ],
  });
  // EventBridge takes no FIFO queue without it, and gives no deduplication ids.
  expect(queues.get('NoticesQueue')?.Properties?.['ContentBasedDeduplication']).toBe(true);
  expect(resources['NoticesQueuePolicy']?.Properties).toMatchObject({
    Queues: ['NoticesQueue'],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: 'NoticesQueue.Arn',
          Condition: { ArnEquals: { 'aws:SourceArn': 'TickRule.Arn' } },
        },
      ],
    },
  });
});

it('lets notify publish where a parameter says, and delete nothing of the journal proper', () => {
  const statements = granted(resources, 'NotifyRole');
  const publish = statements.filter(({ Action }) => Action.includes('sns:Publish'));
  expect(publish.map(({ Resource }) => Resource)).toEqual([['AlertTopic'], [',', 'AlertTopics']]);
  expect(statements.filter(({ Action }) => Action.includes('dynamodb:DeleteItem'))).toMatchObject([
    {
      Resource: ['Journal.Arn'],
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['due#*', 'gathering#*'] } },
    },
  ]);
  const pattern = new RegExp(
    String((hub.resources.Parameters['AlertTopics'] as Record<string, unknown>)['AllowedPattern']),
  );
  expect(pattern.test('')).toBe(true);
  expect(
    pattern.test('arn:aws:sns:eu-west-1:111122223333:a,arn:aws-us-gov:sns:us-gov-west-1:111122223333:b'),
  ).toBe(true);
  expect(pattern.test('*')).toBe(false);
  expect(pattern.test('arn:aws:sns:eu-west-1:111122223333:*')).toBe(false);
});

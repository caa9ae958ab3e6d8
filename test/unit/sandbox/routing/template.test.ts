import { describe, expect, it } from 'vitest';
import { deployStack, type Stack } from '../../../../lib/sandbox/routing/stack.ts';
import { readTemplateText } from '../../../../lib/sandbox/routing/template-text.ts';
import { readTemplate } from '../../../../lib/sandbox/routing/template.ts';

const deployed = (text: string, parameters: Readonly<Record<string, string>> = {}): Stack =>
  deployStack(readTemplate('x.yaml', text), {
    account: '111122223333',
    region: 'eu-west-1',
    stage: 'dev',
    parameters,
  });

describe('short tags', () => {
  it('stand for their long forms, as scalars, lists and maps', () => {
    const text = `
a: !Ref Thing
b: !GetAtt Thing.Arn
c: !Sub 'x-\${Thing}'
d: !Sub ['\${a}', { a: !Ref Thing }]
e: !If [Wanted, { f: !GetAtt [Thing, Arn] }, !Ref AWS::NoValue]
f: !And [!Condition One, !Not [!Equals [!Ref X, '']]]
`;
    expect(readTemplateText(text)).toEqual({
      a: { Ref: 'Thing' },
      b: { 'Fn::GetAtt': ['Thing', 'Arn'] },
      c: { 'Fn::Sub': 'x-${Thing}' },
      d: { 'Fn::Sub': ['${a}', { a: { Ref: 'Thing' } }] },
      e: { 'Fn::If': ['Wanted', { f: { 'Fn::GetAtt': ['Thing', 'Arn'] } }, { Ref: 'AWS::NoValue' }] },
      f: { 'Fn::And': [{ Condition: 'One' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'X' }, ''] }] }] },
    });
  });

  it('a tag that CloudFormation does not have is an error', () => {
    expect(() => readTemplateText('a: !Reff Thing')).toThrow('Unresolved tag: !Reff');
  });
});

const rule = (properties: string): string => `
Parameters:
  Hub: { Type: String, AllowedPattern: '^[0-9]{12}$' }
  Name: { Type: String, Default: forward }
Conditions:
  InIreland: !Equals [!Ref AWS::Region, eu-west-1]
  Elsewhere: !Not [!Condition InIreland]
Resources:
  Kept: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '\${Name}-kept' } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
${properties.replaceAll(/^/gm, '      ')}
`;

const TARGET = `
Targets:
  - Id: hub
    Arn: !Sub 'arn:\${AWS::Partition}:events:us-east-1:\${Hub}:event-bus/b'
    DeadLetterConfig: { Arn: !GetAtt Kept.Arn }
`;

describe('a deployed rule', () => {
  it('has its references in place', () => {
    const stack = deployed(rule(`Name: !Ref Name\nEventPattern: { source: [aws.ec2] }${TARGET}`), {
      Hub: '999988887777',
    });
    expect(stack.rules).toMatchObject([
      {
        name: 'forward',
        arn: 'arn:aws:events:eu-west-1:111122223333:rule/forward',
        bus: 'default',
        enabled: true,
        patternText: '{"source":["aws.ec2"]}',
        targets: [
          {
            id: 'hub',
            arn: 'arn:aws:events:us-east-1:999988887777:event-bus/b',
            roleArn: null,
            deadLetterArn: 'arn:aws:sqs:eu-west-1:111122223333:forward-kept',
          },
        ],
      },
    ]);
  });

  it.each([
    ['a parameter without a value', TARGET, {}, 'x.yaml: the parameter Hub has no value'],
    [
      'a value that is not allowed',
      TARGET,
      { Hub: '1' },
      "x.yaml: the parameter Hub may not be '1': ^[0-9]{12}$",
    ],
    [
      'a resource that there is not',
      'Name: !Ref Nothing',
      {},
      'x.yaml: there is no resource or parameter Nothing',
    ],
    [
      'a function that is not known',
      'Name: !Select [0, [a]]',
      {},
      'x.yaml: Fn::Select is not understood here',
    ],
    [
      'a target that is not modelled',
      'Targets: [{ Id: a, Arn: arn:aws:lambda:eu-west-1:111122223333:function:f }]',
      {},
      'x.yaml: Rule: the target arn:aws:lambda:eu-west-1:111122223333:function:f is not modelled here; queues and buses are',
    ],
    [
      'an input that would be changed',
      "Targets: [{ Id: a, Arn: arn:aws:sqs:eu-west-1:111122223333:q, InputPath: '$.detail' }]",
      {},
      "x.yaml: Rule: the target's InputPath is not modelled here",
    ],
  ])('%s is an error', (_title, properties, parameters, message) => {
    const text = rule(`EventPattern: { source: [aws.ec2] }\n${properties}`);
    expect(() => deployed(text, parameters)).toThrow(message);
  });

  it('with a wrong pattern is an error with its path', () => {
    expect(() => deployed(rule('EventPattern: { detail: { eventName: CreateImage } }'))).toThrow(
      'event pattern at detail.eventName: values stand in a list: ["value"]',
    );
  });

  it('with a pattern that EventBridge has no room for is an error', () => {
    const names = Array.from({ length: 150 }, (_, index) => `SomeEventName${String(index)}`).join(', ');
    expect(() => deployed(rule(`EventPattern: { source: [${names}] }`))).toThrow(
      'x.yaml: the pattern of Rule is 2752 characters long, over 2048',
    );
  });

  it('is not there when its condition fails', () => {
    const text = rule('EventPattern: { source: [aws.ec2] }').replace(
      'Type: AWS::Events::Rule',
      'Type: AWS::Events::Rule\n    Condition: Elsewhere',
    );
    expect(deployed(text).rules).toEqual([]);
    expect(deployed(text.replace('Condition: Elsewhere', 'Condition: InIreland')).rules).toHaveLength(1);
  });
});

it('a serverless file gives its variables and parameters', () => {
  const text = `
params: { default: { hub: '999988887777' } }
provider: { stackParameters: [{ ParameterKey: Hub, ParameterValue: '\${param:hub}' }] }
resources:
  Parameters: { Hub: { Type: String } }
  Resources:
    Changes:
      Type: AWS::SQS::Queue
      Properties: { QueueName: 'x-\${sls:stage}', VisibilityTimeout: 90 }
    Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Sub 'bus-\${sls:stage}-\${Hub}' } }
`;
  const stack = deployed(text);
  expect(stack.queues).toMatchObject([
    { name: 'x-dev', visibilitySeconds: 90, retentionSeconds: 345_600, redrive: null, policy: [] },
  ]);
  expect(stack.buses).toEqual([
    {
      name: 'bus-dev-999988887777',
      arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/bus-dev-999988887777',
      policy: [],
    },
  ]);
});

describe('a deployed queue', () => {
  const queue = (properties: string) =>
    deployed(`Resources: { Q: { Type: AWS::SQS::Queue, Properties: { ${properties} } } }`);

  it('is FIFO by its property and its name', () => {
    expect(queue('QueueName: q.fifo, FifoQueue: true').queues).toMatchObject([
      { fifo: { contentBased: false } },
    ]);
    const content = 'QueueName: q.fifo, FifoQueue: true, ContentBasedDeduplication: true';
    expect(queue(content).queues).toMatchObject([{ fifo: { contentBased: true } }]);
    expect(queue('QueueName: q').queues).toMatchObject([{ fifo: null }]);
  });

  const dead = (name: string) =>
    `RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:${name}', maxReceiveCount: 3 }`;
  it.each([
    ['FIFO without the name', 'QueueName: q, FifoQueue: true', 'end in .fifo'],
    ['the name without FIFO', 'QueueName: q.fifo', 'end in .fifo'],
    ['standard dead letters', `QueueName: q.fifo, FifoQueue: true, ${dead('dlq')}`, 'has FIFO dead letters'],
    ['FIFO dead letters', `QueueName: q, ${dead('dlq.fifo')}`, 'standard ones'],
    ['deduplication by content', 'QueueName: q, ContentBasedDeduplication: true', 'is for FIFO queues'],
    [
      'another throughput',
      'QueueName: q.fifo, FifoQueue: true, FifoThroughputLimit: perMessageGroupId',
      'FifoThroughputLimit is not modelled here',
    ],
  ])('with %s where it does not belong is an error', (_title, properties, message) => {
    expect(() => queue(properties)).toThrow(message);
  });

  it('that is FIFO takes no events of a rule', () => {
    const target = TARGET.replaceAll('!GetAtt Kept.Arn', "'arn:aws:sqs:eu-west-1:111122223333:kept.fifo'");
    expect(() =>
      deployed(rule(`EventPattern: { source: [aws.ec2] }${target}`), { Hub: '999988887777' }),
    ).toThrow('kept.fifo is FIFO');
  });
});

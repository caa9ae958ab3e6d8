import { describe, expect, it } from 'vitest';
import { transformed } from '../../../../lib/sandbox/routing/schedule.ts';
import { deployStack, type Stack } from '../../../../lib/sandbox/routing/stack.ts';
import { readTemplate } from '../../../../lib/sandbox/routing/template.ts';

const deployed = (rule: string): Stack =>
  deployStack(
    readTemplate(
      'x.yaml',
      `
Resources:
  Plain: { Type: AWS::SQS::Queue, Properties: { QueueName: plain } }
  Ordered: { Type: AWS::SQS::Queue, Properties: { QueueName: ordered.fifo, FifoQueue: true } }
  Tick:
    Type: AWS::Events::Rule
    Properties: ${rule}
`,
    ),
    { account: '999988887777', region: 'us-east-1', stage: 'dev', parameters: {} },
  );

const TARGET = 'Targets: [{ Id: q, Arn: !GetAtt Plain.Arn }]';

describe('a scheduled rule', () => {
  it('has its period, its queue, its group and its message', () => {
    const rule = `{
      Name: tick, ScheduleExpression: rate(5 minutes),
      Targets: [{ Id: q, Arn: !GetAtt Ordered.Arn, SqsParameters: { MessageGroupId: g },
        InputTransformer: { InputPathsMap: { at: $.time }, InputTemplate: '{"at":<at>}' } }] }`;
    const { schedules, rules } = deployed(rule);
    expect(schedules).toEqual([
      {
        name: 'tick',
        arn: 'arn:aws:events:us-east-1:999988887777:rule/tick',
        enabled: true,
        everySeconds: 300,
        targets: [
          {
            id: 'q',
            arn: 'arn:aws:sqs:us-east-1:999988887777:ordered.fifo',
            groupId: 'g',
            input: { paths: { at: '$.time' }, template: '{"at":<at>}' },
          },
        ],
      },
    ]);
    expect(rules).toEqual([]);
  });

  it.each([
    ['rate(1 hour)', 3_600],
    ['rate(2 days)', 172_800],
  ])('understands %s', (expression, seconds) => {
    expect(deployed(`{ ScheduleExpression: ${expression}, ${TARGET} }`).schedules[0]?.everySeconds).toBe(
      seconds,
    );
  });

  it.each([
    ['rate(1 minutes)', TARGET, 'Tick: EventBridge refuses rate(1 minutes): mind the plural'],
    ['rate(5 minute)', TARGET, 'Tick: EventBridge refuses rate(5 minute): mind the plural'],
    ['rate(0 minutes)', TARGET, 'the schedule rate(0 minutes) is not understood here'],
    ['cron(0 9 * * ? *)', TARGET, 'is not understood here; rate(5 minutes) would be'],
    ['rate(5 minutes)', `EventBusName: other, ${TARGET}`, 'schedules are on the default bus alone'],
    [
      'rate(5 minutes)',
      'Targets: [{ Id: q, Arn: !GetAtt Ordered.Arn }]',
      'a FIFO queue needs SqsParameters with a MessageGroupId',
    ],
    [
      'rate(5 minutes)',
      'Targets: [{ Id: f, Arn: arn:aws:lambda:us-east-1:999988887777:function:f }]',
      'the target arn:aws:lambda:us-east-1:999988887777:function:f is not modelled here; queues are',
    ],
    [
      'rate(5 minutes)',
      "Targets: [{ Id: q, Arn: !GetAtt Plain.Arn, Input: '{}' }]",
      "the target's Input is not modelled here",
    ],
  ])('%s with %s is an error', (expression, more, message) => {
    expect(() => deployed(`{ ScheduleExpression: '${expression}', ${more} }`)).toThrow(message);
  });
});

describe('an input transformer', () => {
  const event = { time: '2026-03-02T09:05:00Z', detail: { name: 'say "hi"' } };

  it('puts values in, in quotes unless they stand there already', () => {
    const paths = { at: '$.time', name: '$.detail.name' };
    expect(transformed(event, { paths, template: '{"at":<at>,"text":"at <at>","name":<name>}' })).toBe(
      '{"at":"2026-03-02T09:05:00Z","text":"at 2026-03-02T09:05:00Z","name":"say \\"hi\\""}',
    );
  });

  it('puts nothing in for what the event does not have', () => {
    expect(transformed(event, { paths: { no: '$.detail.no' }, template: '{"no":<no>}' })).toBe('{"no":""}');
  });
});

import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { USAGE } from '../../../build/cost/usage.ts';
import { SIDE_BY_SIDE } from '../../../lib/app/sweep-organization/side-by-side.ts';
import { readMachine } from '../../asl/machine.ts';
import { sweepMachine } from '../../asl/rendered.ts';
import { granted, hub, ofType, trusted } from './templates.ts';

const { Resources: resources } = hub.resources;
const machine = readMachine(sweepMachine());
const timeoutOf = (name: string): number => hub.functions[name]?.timeout ?? Infinity;

describe('the state machine', () => {
  it('is one by the schemas of the Amazon States Language', () => {
    const { isValid, errorsText } = validate(sweepMachine(), { checkPaths: true, checkArn: true });
    expect(errorsText?.('\n')).toBe('');
    expect(isValid).toBe(true);
  });

  it('waits a minute longer for each function than that may take', () => {
    const { Survey, Coverage, AccountRegions } = machine.States;
    if (AccountRegions?.Type !== 'Map') throw new Error('there is no map');
    const steps = { survey: Survey, coverage: Coverage, sweep: AccountRegions.ItemProcessor.States['Sweep'] };
    for (const [name, step] of Object.entries(steps)) {
      expect(step).toMatchObject({ Type: 'Task', TimeoutSeconds: timeoutOf(name) + 60 });
    }
  });

  it('is reckoned in docs/cost.md by the batches and the memory that it has', () => {
    const { AccountRegions } = machine.States;
    expect(AccountRegions).toMatchObject({ ItemBatcher: { MaxItemsPerBatch: USAGE.placesOfBatch } });
    expect(hub.functions['sweep']?.memorySize).toBe(USAGE.sweepMemory * 1024);
    expect(SIDE_BY_SIDE).toBe(USAGE.placesSideBySide);
  });

  it('is over before the next day’s begins', () => {
    expect(machine.TimeoutSeconds).toBe(23 * 3_600);
  });

  it('is watched: that it failed, and that it was cut off', () => {
    const watched = [...ofType(resources, 'AWS::CloudWatch::Alarm').values()]
      .map(({ Properties: alarm = {} }) => alarm)
      .filter(({ Namespace: namespace }) => namespace === 'AWS/States');
    expect(
      watched.map(({ MetricName, Dimensions, Threshold, AlarmActions }) => [
        MetricName,
        Dimensions,
        Threshold,
        AlarmActions,
      ]),
    ).toEqual(
      ['ExecutionsFailed', 'ExecutionsTimedOut'].map((metric) => [
        metric,
        [{ Name: 'StateMachineArn', Value: 'SweepMachine' }],
        1,
        ['AlarmTopic'],
      ]),
    );
  });
});

const MACHINE =
  'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:ami-warden-${sls:stage}-sweep';
const EXECUTION = MACHINE.replace('stateMachine:', 'execution:');

describe('who may do what for a sweep', () => {
  it('the scheduler’s roles may begin this machine, and call this function, and nothing else', () => {
    expect(granted(resources, 'SweepScheduleRole')).toEqual([
      { Effect: 'Allow', Action: ['states:StartExecution'], Resource: ['SweepMachine'] },
    ]);
    expect(granted(resources, 'WalkScheduleRole')).toEqual([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['SurveyLambdaFunction.Arn'] },
    ]);
    expect(granted(resources, 'CoverageScheduleRole')).toEqual([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['CoverageLambdaFunction.Arn'] },
    ]);
  });

  it('each schedule has its own of them, and the machine is begun once a day', () => {
    const schedules = [...ofType(resources, 'AWS::Scheduler::Schedule').values()].map(
      ({ Properties: one }) => [one?.['ScheduleExpression'], one?.['Target']],
    );
    expect(schedules).toMatchObject([
      ['${param:sweepSchedule}', { Arn: 'SweepMachine', RoleArn: 'SweepScheduleRole.Arn', Input: '{}' }],
      ['rate(30 minutes)', { Arn: 'SurveyLambdaFunction.Arn', RoleArn: 'WalkScheduleRole.Arn' }],
      ['rate(1 hour)', { Arn: 'CoverageLambdaFunction.Arn', RoleArn: 'CoverageScheduleRole.Arn' }],
    ]);
  });

  it('the machine may call its three functions, begin and watch its own workers, and touch its own objects', () => {
    expect(granted(resources, 'SweepMachineRole').map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ['lambda:InvokeFunction'],
        ['SurveyLambdaFunction.Arn', 'SweepLambdaFunction.Arn', 'CoverageLambdaFunction.Arn'],
      ],
      [['states:StartExecution'], [MACHINE]],
      [
        ['states:DescribeExecution', 'states:StopExecution'],
        [`${EXECUTION}:*`, `${EXECUTION}/AccountRegions:*`],
      ],
      [['s3:GetObject'], ['${SweepBucket.Arn}/lists/*']],
      [
        ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        ['${SweepBucket.Arn}/results/*'],
      ],
    ]);
  });

  it.each(['SweepMachineRole', 'SweepScheduleRole', 'WalkScheduleRole', 'CoverageScheduleRole'])(
    '%s is taken by its service for this account alone',
    (role) => {
      expect(trusted(resources, role)).toMatchObject([
        {
          Action: ['sts:AssumeRole'],
          Condition: { StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' } },
        },
      ]);
    },
  );

  it('the label by which workers may be watched is the map’s', () => {
    expect(machine.States['AccountRegions']).toMatchObject({ Label: 'AccountRegions' });
  });
});

it('lists and results are kept for a month', () => {
  expect(resources['SweepBucket']?.Properties?.['LifecycleConfiguration']).toEqual({
    Rules: [
      {
        Id: 'over',
        Status: 'Enabled',
        ExpirationInDays: 30,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  });
});

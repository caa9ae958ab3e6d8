import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { HUB, resolve } from './resolve.ts';
import { hub, ofType } from './templates.ts';

const Metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z._default(z.array(z.object({ Name: z.string(), Value: z.string() })), []),
});
const Alarm = z.object({
  ...z.partial(Metric).shape,
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.string()),
  OKActions: z.array(z.string()),
  TreatMissingData: z.string(),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.optional(z.number()),
  Metrics: z._default(
    z.array(z.object({ MetricStat: z.optional(z.object({ Metric, Period: z.number() })) })),
    [],
  ),
});
type Alarm = z.infer<typeof Alarm>;
type Metric = z.infer<typeof Metric>;

const { Resources: resources } = hub.resources;
const operate = readFileSync('docs/operate.md', 'utf8');
const alarms: readonly Alarm[] = [...ofType(resources, 'AWS::CloudWatch::Alarm').values()].map(
  ({ Properties }) => Alarm.parse(Properties),
);

const metricsOf = (alarm: Alarm): readonly Metric[] => {
  const single = Metric.safeParse(alarm);
  return [
    ...(single.success ? [single.data] : []),
    ...alarm.Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric])),
  ];
};

/** The names of alarms on one metric of one thing; `thing` as the template refers to it. */
const alarmsOn = (metric: string, thing: string): readonly string[] =>
  alarms
    .filter((alarm) =>
      metricsOf(alarm).some(
        ({ MetricName, Dimensions }) =>
          MetricName === metric && Dimensions.some(({ Value }) => Value === thing),
      ),
    )
    .map(({ AlarmName }) => AlarmName);

const logicalIds = (type: string): readonly string[] => [...ofType(resources, type).keys()];
const isDeadLetters = (id: string): boolean => id.endsWith('DeadLetters');

it.each(logicalIds('AWS::SQS::Queue').filter(isDeadLetters))(
  '%s raises an alarm with the first message',
  (id) => {
    const names = alarmsOn('ApproximateNumberOfMessagesVisible', `${id}.QueueName`);
    expect(names).toHaveLength(1);
    expect(alarms.find(({ AlarmName }) => AlarmName === names[0])?.Threshold).toBe(1);
  },
);

it.each(logicalIds('AWS::SQS::Queue').filter((id) => !isDeadLetters(id)))(
  '%s raises an alarm when messages grow old in it',
  (id) => {
    expect(alarmsOn('ApproximateAgeOfOldestMessage', `${id}.QueueName`)).toHaveLength(1);
  },
);

describe.each(Object.keys(hub.functions))('the function %s', (name) => {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
  const byEitherName = (metric: string): readonly string[] => [
    ...alarmsOn(metric, id),
    ...alarmsOn(metric, `ami-warden-\${sls:stage}-${name}`),
  ];

  it('raises an alarm when its calls fail, as a share of all of them', () => {
    expect(byEitherName('Errors')).toHaveLength(1);
    expect(byEitherName('Invocations')).toEqual(byEitherName('Errors'));
  });

  it('raises an alarm when Lambda turns its calls away', () => {
    expect(byEitherName('Throttles')).toEqual(['ami-warden-${sls:stage}-functions-throttled']);
  });
});

// A second bad period out of three would never come: the one before was an hour ago.
it.each([
  ['slack', 900],
  ['survey', 3600],
  ['coverage', 3600],
])('%s is called seldom: one period in which most of its calls fail is enough', (name, period) => {
  const errors = alarms.find(({ AlarmName }) => AlarmName === `ami-warden-\${sls:stage}-${name}-errors`);
  expect(errors).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 50 });
  const periods = errors?.Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  expect(periods).toEqual([period, period]);
});

it.each(logicalIds('AWS::DynamoDB::Table'))('%s raises an alarm when DynamoDB throttles it', (id) => {
  expect(new Set(alarmsOn('ReadThrottleEvents', id)).size).toBe(1);
  expect(alarmsOn('WriteThrottleEvents', id)).toEqual(alarmsOn('ReadThrottleEvents', id));
});

it('an index raises it too: it throttles its table, and is counted by itself', () => {
  const Indexed = z.object({ GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })) });
  const indexes = [...ofType(resources, 'AWS::DynamoDB::Table')].flatMap(([table, { Properties }]) => {
    const read = Indexed.safeParse(Properties);
    return read.success ? read.data.GlobalSecondaryIndexes.map(({ IndexName }) => [table, IndexName]) : [];
  });
  const watched = (name: string): readonly (readonly string[])[] =>
    alarms
      .flatMap(metricsOf)
      .filter(({ MetricName, Dimensions }) => MetricName === name && Dimensions.length === 2)
      .map(({ Dimensions }) => Dimensions.map(({ Value }) => Value));
  expect(indexes).toEqual([['Journal', 'open']]);
  expect(watched('ReadThrottleEvents')).toEqual(indexes);
  expect(watched('WriteThrottleEvents')).toEqual(indexes);
});

it('what the service counts itself is watched where it is bad news', () => {
  const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === 'AmiWarden/${sls:stage}');
  expect(own.map(({ MetricName }) => MetricName)).toEqual(
    expect.arrayContaining(['EventLag', 'ErrorVerdicts', 'RemediationFailed']),
  );
});

describe.each(
  alarms.map((alarm) => [alarm.AlarmName.replace('ami-warden-${sls:stage}-', ''), alarm] as const),
)('the alarm %s', (name, alarm) => {
  it('is told to the operators, when it begins and when it is over', () => {
    expect([alarm.AlarmActions, alarm.OKActions]).toEqual([['AlarmTopic'], ['AlarmTopic']]);
    expect(alarm.AlarmName).toMatch(/^ami-warden-\$\{sls:stage\}-[a-z-]+$/);
  });

  it('stands in the table of docs/operate.md', () => {
    expect(operate).toContain(`\`${name}\``);
  });

  it('says what it means and what to do, in a sentence or two', () => {
    expect(alarm.AlarmDescription.match(/[.?](\s|$)/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
    expect(alarm.AlarmDescription.length).toBeGreaterThan(80);
    expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
  });
});

describe('the dashboard', () => {
  const Body = z.object({
    widgets: z.array(
      z.object({
        type: z.enum(['alarm', 'metric', 'text']),
        x: z.number(),
        y: z.number(),
        width: z.number(),
        height: z.number(),
        properties: z.looseObject({ title: z.optional(z.string()) }),
      }),
    ),
  });
  const arns = logicalIds('AWS::CloudWatch::Alarm').map((id): [string, string] => [
    `${id}.Arn`,
    `alarm:${id}`,
  ]);
  const values: Readonly<Record<string, string>> = { ...HUB.values, ...Object.fromEntries(arns) };
  const written = String(resolve({ ...HUB, values }, resources['Dashboard']?.Properties?.['DashboardBody']));
  const { widgets } = Body.parse(JSON.parse(written));

  it('is JSON, of widgets that fit side by side', () => {
    expect(widgets.length).toBeGreaterThan(10);
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from({ length: width * height }, (_, cell) =>
        [x + (cell % width), y + Math.floor(cell / width)].join(),
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('shows of every function that is always there what fails of it', () => {
    for (const [name, { condition }] of Object.entries(hub.functions))
      if (condition === undefined)
        expect(written).toMatch(new RegExp(`"Errors", "FunctionName", "ami-warden-dev-${name}"`));
  });

  it('shows every alarm that is always there', () => {
    const always = [...ofType(resources, 'AWS::CloudWatch::Alarm')].filter(
      ([, one]) => one.Condition === undefined,
    );
    for (const [id] of always) expect(written).toContain(`alarm:${id}"`);
  });
});

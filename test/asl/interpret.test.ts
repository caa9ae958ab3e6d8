import { describe, expect, it } from 'vitest';
import { AslError } from './asl-error.ts';
import { interpret, type Surroundings } from './interpret.ts';
import { readMachine } from './machine.ts';

const task = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  Next: 'End',
  ...more,
});
const end = { End: { Type: 'Succeed' } };
const machine = (state: object, more: object = {}): object => ({
  StartAt: 'First',
  States: { First: state, ...end, ...more },
});

const world = (functions: Record<string, (payload: unknown) => unknown>) => {
  const objects = new Map<string, string>();
  const waits: number[] = [];
  const around: Surroundings = {
    invoke: async (name, payload) => {
      await Promise.resolve();
      return functions[name]?.(payload);
    },
    getObject: (bucket, key) => {
      const body = objects.get(`${bucket}/${key}`);
      return body === undefined
        ? Promise.reject(new AslError('States.ItemReaderFailed', 'no such object'))
        : Promise.resolve(body);
    },
    putObject: (bucket, key, body) => {
      objects.set(`${bucket}/${key}`, body);
      return Promise.resolve();
    },
    wait: (seconds) => {
      waits.push(seconds);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  return { around, objects, waits };
};

const run = (definition: object, input: unknown, around: Surroundings) =>
  interpret(definition, input, 'run-1', around);

describe('what is not executed here', () => {
  it.each([
    ['a state', { Type: 'Wait', Seconds: 1, Next: 'End' }],
    ['a field', task('f', { ResultWriter: {} })],
    ['a query language', task('f', { QueryLanguage: 'JSONata' })],
    ['another integration', task('f', { Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['a path with a filter', task('f', { OutputPath: '$.a[?(@.b)]' })],
    [
      'a comparison',
      { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'b', Next: 'End' }], Default: 'End' },
    ],
    ['a name that leads nowhere', task('f', { Next: 'Nowhere' })],
    [
      'a catcher that leads nowhere',
      task('f', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Nowhere' }] }),
    ],
  ])('%s is refused before anything runs', (_, state) => {
    expect(() => readMachine(machine(state))).toThrow(/./);
  });
});

describe('a task', () => {
  it('gives its function what its parameters say, context among it, and puts the result where the paths say', async () => {
    const given: unknown[] = [];
    const { around } = world({ f: (payload) => (given.push(payload), { n: 2 }) });
    const state = task('f', {
      Parameters: { FunctionName: 'f', Payload: { 'id.$': '$$.Execution.Name', 'a.$': '$.x.a', fixed: [1] } },
      ResultSelector: { 'n.$': '$.Payload.n' },
      ResultPath: '$.x.result',
      OutputPath: '$',
    });
    const ended = await run(machine(state), { x: { a: 1 }, y: 3 }, around);
    expect(given).toEqual([{ id: 'run-1', a: 1, fixed: [1] }]);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: { x: { a: 1, result: { n: 2 } }, y: 3 },
      entered: ['First', 'End'],
    });
  });

  it('fails for a path that leads to nothing', async () => {
    const state = task('f', { Parameters: { FunctionName: 'f', 'Payload.$': '$.nothing' } });
    expect(await run(machine(state), {}, world({}).around)).toMatchObject({
      status: 'FAILED',
      error: 'States.ParameterPathFailure',
    });
  });

  it('fails for more than 256 KiB, and nothing catches that', async () => {
    const { around } = world({ f: () => 'x'.repeat(262_143) });
    const state = task('f', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }] });
    expect(await run(machine(state), {}, around)).toMatchObject({ error: 'States.DataLimitExceeded' });
    const fits = world({ f: () => 'x'.repeat(262_142) });
    expect(await run(machine(state), {}, fits.around)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a task that fails', () => {
  const failing = (...errors: readonly string[]) => {
    const left = [...errors];
    return world({
      f: () => {
        const error = left.shift();
        if (error !== undefined) throw new AslError(error, `${error} happened`);
        return 'fine';
      },
    });
  };
  const retry = [
    { ErrorEquals: ['Busy'], IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 2, MaxDelaySeconds: 12 },
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 30,
      MaxAttempts: 2,
      BackoffRate: 3,
      JitterStrategy: 'FULL',
    },
  ];

  it('is tried again as its retriers say, each counting for itself', async () => {
    const { around, waits } = failing('Busy', 'Busy', 'Crash', 'Busy', 'Crash');
    expect(await run(machine(task('f', { Retry: retry })), {}, around)).toMatchObject({ output: 'fine' });
    expect(waits).toEqual([5, 10, 15, 12, 45]);
  });

  it('fails when a retrier has no tries left, also where another would take the error', async () => {
    const { around, waits } = failing('Busy', 'Busy', 'Busy', 'Busy');
    expect(await run(machine(task('f', { Retry: retry })), {}, around)).toMatchObject({
      status: 'FAILED',
      error: 'Busy',
      cause: 'Busy happened',
    });
    expect(waits).toHaveLength(3);
  });

  it('is caught with its input kept and the error beside it', async () => {
    const { around } = failing('Crash');
    const state = task('f', {
      Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'End' }],
    });
    expect(await run(machine(state), { a: 1 }, around)).toMatchObject({
      status: 'SUCCEEDED',
      output: { a: 1, error: { Error: 'Crash', Cause: 'Crash happened' } },
    });
  });
});

describe('a choice', () => {
  const choice = (rule: object): object =>
    machine(
      { Type: 'Choice', Choices: [{ Variable: '$.a', ...rule, Next: 'End' }], Default: 'Other' },
      { Other: { Type: 'Fail', Error: 'Other', Cause: 'default' } },
    );

  it.each([
    [{ BooleanEquals: true }, { a: true }, 'SUCCEEDED', null],
    [{ BooleanEquals: true }, { a: false }, 'FAILED', 'Other'],
    [{ BooleanEquals: true }, {}, 'FAILED', 'States.Runtime'],
    [{ NumericGreaterThanEquals: 3 }, { a: 3 }, 'SUCCEEDED', null],
    [{ NumericGreaterThanEquals: 3 }, { a: 2 }, 'FAILED', 'Other'],
    [{ NumericGreaterThanEquals: 3 }, { a: '4' }, 'FAILED', 'Other'],
    [{ IsPresent: true }, { a: null }, 'SUCCEEDED', null],
    [{ IsPresent: true }, {}, 'FAILED', 'Other'],
  ])('%j of %j: %s', async (rule, input, status, error) => {
    expect(await run(choice(rule), input, world({}).around)).toMatchObject({ status, error });
  });
});

describe('a distributed map', () => {
  const map = {
    Type: 'Map',
    Label: 'Items',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.key' },
    },
    MaxConcurrencyPath: '$.most',
    ToleratedFailurePercentagePath: '$.tolerated',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'First',
      States: { First: task('f'), ...end },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { 'Bucket.$': '$.bucket', Prefix: 'results' },
    },
    ResultPath: '$.results',
    Next: 'End',
  };
  const start = (items: readonly unknown[], f: (item: unknown) => unknown, given: object = {}) => {
    const around = world({ f });
    around.objects.set('b/list', JSON.stringify(items));
    const input = { bucket: 'b', key: 'list', most: 2, tolerated: 0, ...given };
    return run(machine(map), input, around.around).then((ended) => ({ ended, objects: around.objects }));
  };
  const failsFor =
    (...bad: readonly unknown[]) =>
    (item: unknown) => {
      if (bad.includes(item)) throw new AslError('Crash', String(item));
      return item;
    };

  it('runs its states for each item of the object, no more at once than it may', async () => {
    const { ended, objects } = await start([1, 2, 3, 4, 5], (item) => item);
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.children.map(({ output }) => output)).toEqual([1, 2, 3, 4, 5]);
    expect(ended.widest).toBe(2);
    expect(ended.output).toMatchObject({ most: 2, results: { ResultWriterDetails: { Bucket: 'b' } } });
    expect(objects.get('b/results/Items/manifest.json')).toContain('"status":"SUCCEEDED"');
  });

  it('tolerates as many failures as it says, and fails with one more', async () => {
    const items = [1, 2, 3, 4];
    expect((await start(items, failsFor(2), { tolerated: 25 })).ended.status).toBe('SUCCEEDED');
    const { ended } = await start(items, failsFor(2, 3), { tolerated: 25 });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect((await start(items, failsFor(4))).ended.status).toBe('FAILED');
  });

  it('begins no more once it has failed', async () => {
    const { ended } = await start([1, 2, 3, 4, 5, 6, 7, 8], failsFor(1), { most: 1 });
    expect(ended.children).toHaveLength(1);
  });

  it('fails where the object is not there, or is no list', async () => {
    expect((await start([], (item) => item, { key: 'other' })).ended).toMatchObject({
      error: 'States.ItemReaderFailed',
    });
  });

  it('of no items is at its end at once', async () => {
    expect((await start([], (item) => item)).ended).toMatchObject({ status: 'SUCCEEDED', children: [] });
  });
});

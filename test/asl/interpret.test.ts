import { describe, expect, it } from 'vitest';
import { AslError } from './asl-error.ts';
import { readMachine } from './machine.ts';
import { machine, run, task, world } from './small-machine.ts';

describe('what is not executed here', () => {
  it.each([
    ['a state', { Type: 'Wait', Seconds: 1, Next: 'End' }],
    ['a field', task('f', { ResultWriter: {} })],
    ['a query language', task('f', { QueryLanguage: 'JSONata' })],
    ['another integration', task('f', { Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['a path with a filter', task('f', { OutputPath: '$.a[?(@.b)]' })],
    [
      'a comparison',
      { Type: 'Choice', Choices: [{ Variable: '$.a', BooleanEquals: true, Next: 'End' }], Default: 'End' },
    ],
    ['a failure without a cause', { Type: 'Fail', Error: 'Broken' }],
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

describe('a task’s context', () => {
  it('has the execution’s input and beginning, and how often the task was tried before', async () => {
    const given: unknown[] = [];
    const { around } = world({
      f: (payload) => {
        given.push(payload);
        if (given.length < 3) throw new AslError('Crash', 'killed');
        return 'fine';
      },
    });
    const Payload = {
      'input.$': '$$.Execution.Input',
      'since.$': '$$.Execution.StartTime',
      'retry.$': '$$.State.RetryCount',
    };
    const state = task('f', {
      Parameters: { FunctionName: 'f', Payload },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    });
    await run(machine(state), { a: 1 }, around);
    const same = { input: { a: 1 }, since: '2026-03-01T10:00:00.000Z' };
    expect(given).toEqual([0, 1, 2].map((retry) => ({ ...same, retry })));
  });
});

describe('a state that waits, or ends the execution', () => {
  it('waits as many seconds as its path says, and goes on with its input', async () => {
    const { around, waits } = world({});
    const ended = await run(
      machine({ Type: 'Wait', SecondsPath: '$.for', Next: 'End' }),
      { for: 90 },
      around,
    );
    expect(waits).toEqual([90]);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { for: 90 } });
  });

  it('fails with the cause that its path leads to', async () => {
    const state = { Type: 'Fail', Error: 'Broken', CausePath: '$.why' };
    const ended = await run(machine(state), { why: 'it is late' }, world({}).around);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'it is late' });
  });
});

describe('a choice', () => {
  const choice = (rule: object): object =>
    machine(
      { Type: 'Choice', Choices: [{ Variable: '$.a', ...rule, Next: 'End' }], Default: 'Other' },
      { Other: { Type: 'Fail', Error: 'Other', Cause: 'default' } },
    );

  it.each([
    [{ StringEquals: 'b' }, { a: 'b' }, 'SUCCEEDED', null],
    [{ StringEquals: 'b' }, { a: 'c' }, 'FAILED', 'Other'],
    [{ StringEquals: 'b' }, {}, 'FAILED', 'States.Runtime'],
    [{ NumericGreaterThanEquals: 3 }, { a: 3 }, 'SUCCEEDED', null],
    [{ NumericGreaterThanEquals: 3 }, { a: 2 }, 'FAILED', 'Other'],
    [{ NumericGreaterThanEquals: 3 }, { a: '4' }, 'FAILED', 'Other'],
    [{ NumericLessThanPath: '$.b' }, { a: 2, b: 3 }, 'SUCCEEDED', null],
    [{ NumericLessThanPath: '$.b' }, { a: 3, b: 3 }, 'FAILED', 'Other'],
    [{ NumericLessThanPath: '$.b' }, { a: 3 }, 'FAILED', 'States.Runtime'],
    [{ IsPresent: true }, { a: null }, 'SUCCEEDED', null],
    [{ IsPresent: true }, {}, 'FAILED', 'Other'],
  ])('%j of %j: %s', async (rule, input, status, error) => {
    expect(await run(choice(rule), input, world({}).around)).toMatchObject({ status, error });
  });
});

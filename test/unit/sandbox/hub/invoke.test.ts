import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

const HUB = '999988887777';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.hub.invocable('ami-warden-dev-remediate', (event) =>
    event === null ? Promise.reject(new TypeError('no event')) : Promise.resolve({ event }),
  );
});
afterAll(() => sandbox.close());

const config = (account: string) => ({
  endpoint: sandbox.endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: account, secretAccessKey: 'any' },
});

const invoke = async (name: string, payload: unknown, account = HUB) => {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) });
  const { StatusCode, FunctionError, Payload } = await new LambdaClient(config(account)).send(command);
  return { StatusCode, FunctionError, answer: JSON.parse(Payload?.transformToString() ?? '') as unknown };
};

test('Invoke answers with what the function answers, by name or ARN', async () => {
  const expected = { StatusCode: 200, FunctionError: undefined, answer: { event: { apply: 'p' } } };
  expect(await invoke('ami-warden-dev-remediate', { apply: 'p' })).toEqual(expected);
  const arn = `arn:aws:lambda:us-east-1:${HUB}:function:ami-warden-dev-remediate`;
  expect(await invoke(arn, { apply: 'p' })).toEqual(expected);
});

test('what a function fails with is its answer, marked as an error', async () => {
  expect(await invoke('ami-warden-dev-remediate', null)).toMatchObject({
    FunctionError: 'Unhandled',
    answer: { errorType: 'TypeError', errorMessage: 'no event' },
  });
});

test('a function that there is not, here or in this account, is not found', async () => {
  await expect(invoke('other', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(invoke('ami-warden-dev-remediate', {}, '222233334444')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('DescribeStacks tells the outputs of the hub’s template, to the hub’s account alone', async () => {
  const describe = async (account: string, StackName?: string) => {
    const command = new DescribeStacksCommand(StackName === undefined ? {} : { StackName });
    return (await new CloudFormationClient(config(account)).send(command)).Stacks ?? [];
  };
  const [stack, ...others] = await describe(HUB, 'ami-warden-dev');
  expect(others).toEqual([]);
  expect(
    Object.fromEntries((stack?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue])),
  ).toMatchObject({
    RemediateFunctionName: 'ami-warden-dev-remediate',
    JournalTableName: 'ami-warden-dev-journal',
    PauseParameterName: '/ami-warden/dev/paused',
  });
  expect(await describe(HUB)).toHaveLength(1);
  expect(await describe('222233334444')).toEqual([]);
  await expect(describe(HUB, 'other')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id other does not exist',
  });
});

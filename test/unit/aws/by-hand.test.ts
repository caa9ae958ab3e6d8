import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { journalSearch } from '../../../lib/aws/journal-search.ts';
import { openInventory } from '../../../lib/config/wire-inventory.ts';
import { invokeFunction } from '../../../lib/aws/lambda-function.ts';
import { stackOutputs } from '../../../lib/aws/stack-outputs.ts';
import { imageRef, record } from '../../contract/journal-samples.ts';

const { signal } = new AbortController();
const payload = (value: unknown) => new Uint8ArrayBlobAdapter(Buffer.from(JSON.stringify(value)));

const invoke = (answer: Partial<InvokeCommandOutput>): Promise<unknown> => {
  mockClient(LambdaClient).on(InvokeCommand).resolves(answer);
  return invokeFunction(new LambdaClient({ region: 'us-east-1' }), 'remediate', { apply: 'p' }, signal);
};

test('a function’s answer is its JSON; what it failed with is a fault that says so', async () => {
  expect(await invoke({ Payload: payload({ status: 'done' }) })).toEqual({ status: 'done' });
  const failed = { errorType: 'Fault', errorMessage: 'proof: NotProven: no', trace: [] };
  await expect(invoke({ FunctionError: 'Unhandled', Payload: payload(failed) })).rejects.toMatchObject({
    operation: 'remediate',
    code: 'Fault',
    message: 'remediate: Fault: proof: NotProven: no',
    retryable: false,
  });
  const silent = invoke({ FunctionError: 'Unhandled', Payload: payload(null) });
  await expect(silent).rejects.toThrow('the function failed and did not say why');
  await expect(invoke({})).rejects.toThrow('the function answered no JSON');
});

test('a function is asked once, with exactly the payload', async () => {
  const mock = mockClient(LambdaClient);
  mock.on(InvokeCommand).resolves({ Payload: payload({}) });
  await invokeFunction(new LambdaClient({ region: 'us-east-1' }), 'remediate', { apply: 'p' }, signal);
  expect(mock.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { FunctionName: 'remediate', Payload: '{"apply":"p"}' },
  ]);
});

test('a stack’s outputs are by name; a stack that is not there is a fault', async () => {
  const client = new CloudFormationClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  mock.on(DescribeStacksCommand, { StackName: 'hub' }).resolves({
    Stacks: [
      {
        StackName: 'hub',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [{ OutputKey: 'A', OutputValue: 'b' }],
      },
    ],
  });
  expect([...(await stackOutputs(client, 'hub'))]).toEqual([['A', 'b']]);
  mock.on(DescribeStacksCommand).resolves({ Stacks: [] });
  await expect(stackOutputs(client, 'none')).rejects.toMatchObject({ code: 'NotFound' });
});

test('a table is searched to its end, page by page, and what is searched for is named in the request', async () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  const ref = imageRef(1);
  const document = { ...record(ref, 'f1', '2026-03-01T10:00:00.000Z'), told: undefined };
  const waiting = {
    ...{ plan: 'p1', why: 'approval', approval: 'manual', state: 'waiting' },
    ...{ approvedBy: [], refusedBy: null, content: 'c' },
  };
  const item = (over: object) => ({
    pk: { S: 'image#111122223333#eu-west-1#ami-00000000000000001' },
    sk: { S: 'finding#f1' },
    v: { N: '1' },
    doc: { S: JSON.stringify({ ...document, ...over }) },
  });
  const next = { pk: { S: 'x' }, sk: { S: 'y' } };
  mock.on(ScanCommand).resolves({ Items: [item({})], LastEvaluatedKey: next });
  mock
    .on(ScanCommand, { ExclusiveStartKey: next })
    .resolves({ Items: [item({ waiting }), item({ waiting: { ...waiting, state: 'refused' } })] });
  const found = await journalSearch(client, 'journal').waiting();
  expect(found.map((one) => one.waiting?.plan)).toEqual(['p1']);
  expect(mock.commandCalls(ScanCommand)).toHaveLength(2);

  mock.reset();
  mock.on(ScanCommand).resolves({ Items: [], LastEvaluatedKey: next });
  mock.on(ScanCommand, { ExclusiveStartKey: next }).resolves({ Items: [item({})] });
  expect(await journalSearch(client, 'journal').ofFinding('f1')).toEqual(ref);
  expect(mock.commandCalls(ScanCommand)[0]?.args[0].input).toMatchObject({
    TableName: 'journal',
    FilterExpression: '#sk = :sk',
    ExpressionAttributeValues: { ':sk': { S: 'finding#f1' } },
    ConsistentRead: true,
  });
  mock.reset();
  mock.on(ScanCommand).resolves({ Items: [] });
  expect(await journalSearch(client, 'journal').ofEntry('none')).toBe(null);
});

test('the inventory of a deployed service comes with the hours that it was deployed with', async () => {
  const outputs = { InventoryTableName: 'ami-warden-dev-inventory', CoverageHours: '24,72' };
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand)
    .resolves({
      Stacks: [
        {
          StackName: 'hub',
          CreationTime: new Date(0),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    });
  const environment = { AWS_DEFAULT_REGION: 'us-east-1' };
  const { limits, close } = await openInventory({ kind: 'stack', settings: { stack: 'hub', environment } });
  close();
  expect(limits).toEqual({ silentHours: 24, staleHours: 72 });
});

import { DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoPages } from '../../../lib/aws/journal-pages.ts';
import { imageRef } from '../../contract/journal-samples.ts';
import { awsError, dummy } from './mocks.ts';

const mock = mockClient(DynamoDBClient);
const pages = dynamoPages(new DynamoDBClient(dummy), 'journal');
const sent = (): unknown[] => mock.calls().map((call) => call.args[0].input);
const { account, region, image } = imageRef(1);
const pk = 'image#111122223333#eu-west-1#ami-00000000000000001';

beforeEach(() => {
  mock.reset();
});

describe('what is sent to read the journal whole', () => {
  it('is a Query of its partition for one image, from and to an instant', async () => {
    mock.on(QueryCommand).resolves({ Items: [] });
    const filter = { account, region, image, since: '2026-03-01T00:00:00Z', until: '2026-03-02T00:00:00Z' };
    expect(await pages.read(filter, null)).toEqual({ entries: [], unreadable: [], next: null });
    expect(sent()).toEqual([
      {
        TableName: 'journal',
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ':from': { S: 'entry#2026-03-01T00:00:00.000Z' },
          ':to': { S: 'entry#2026-03-02T00:00:00.000Z' },
        },
        ConsistentRead: true,
      },
    ]);
  });

  it('is a Scan for all else, one page for each call, and the next goes on behind it', async () => {
    const scan = {
      TableName: 'journal',
      FilterExpression: '#sk BETWEEN :from AND :to AND contains(#pk, :account)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: {
        ':from': { S: 'entry#' },
        ':to': { S: 'entry$' },
        ':account': { S: '#111122223333' },
      },
      ConsistentRead: true,
    };
    mock
      .on(ScanCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: { S: pk }, sk: { S: 'request#r' } } })
      .resolves({ Items: [] });
    const first = await pages.read({ account }, null);
    expect(first.next).not.toBeNull();
    expect(sent()).toEqual([scan]);
    expect((await pages.read({ account }, first.next)).next).toBeNull();
    expect(sent()[1]).toEqual({ ...scan, ExclusiveStartKey: { pk: { S: pk }, sk: { S: 'request#r' } } });
  });

  it('is nothing for a time that ends before it begins: DynamoDB would refuse the range', async () => {
    const filter = { since: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' };
    expect(await pages.read(filter, null)).toEqual({ entries: [], unreadable: [], next: null });
    expect(sent()).toEqual([]);
  });
});

describe('an answer', () => {
  it('that is a refusal is a Fault with its name', async () => {
    mock.on(ScanCommand).rejects(awsError('AccessDeniedException', 'no', 400));
    await expect(pages.read({}, null)).rejects.toMatchObject({
      name: 'Fault',
      operation: 'Scan',
      code: 'AccessDeniedException',
      retryable: false,
    });
  });

  it('without items is no empty journal', async () => {
    mock.on(ScanCommand).resolves({});
    await expect(pages.read({}, null)).rejects.toMatchObject({ code: 'UnknownShape' });
  });

  it('with more than was asked for is looked at: a region whose name begins like the one asked for', async () => {
    const Items = [
      {
        pk: { S: 'account-region#111122223333#eu-west-10' },
        sk: { S: 'entry#x' },
        v: { N: '1' },
        doc: { S: '{}' },
      },
      {
        pk: { S: 'account-region#111122223333#eu-west-1' },
        sk: { S: 'entry#y' },
        v: { N: '9' },
        doc: { S: '{}' },
      },
    ];
    mock.on(ScanCommand).resolves({ Items });
    expect(await pages.read({ region }, null)).toEqual({
      entries: [],
      unreadable: [
        {
          subject: '111122223333/eu-west-1',
          id: 'y',
          reason:
            'ReadItem: Unreadable: account-region#111122223333#eu-west-1 entry#y: version 9, expected 1',
          document: '{}',
        },
      ],
      next: null,
    });
  });
});

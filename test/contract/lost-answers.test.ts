import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import { createJournalTable, dynamoClient, startDynalite } from './dynamo-table.ts';
import { cause, imageRef, plan, record } from './journal-samples.ts';

/**
 * DynamoDB by dynalite, on a line that loses the answers of writes: the table has written, the client hears a time-out, and the
 * SDK's own retry sends the same request again.
 */
describe('a write whose answer is lost', () => {
  let close: () => Promise<void>;
  let client: DynamoDBClient;
  let journal: Journal;
  let lost = 0;
  let losing = 0;
  let images = 1000;
  const newImage = (): ReturnType<typeof imageRef> => imageRef((images += 1));

  beforeAll(async () => {
    const server = await startDynalite();
    client = dynamoClient(server.endpoint);
    await createJournalTable(client, 'journal');
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const isWrite =
          context.commandName === 'PutItemCommand' || context.commandName === 'UpdateItemCommand';
        if (!isWrite || losing === 0) return next(args);
        await Promise.allSettled([next(args)]);
        losing -= 1;
        lost += 1;
        throw Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
      },
      { step: 'deserialize', priority: 'high' },
    );
    const clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };
    journal = dynamoJournal({ client, table: 'journal', clock });
    close = async () => {
      client.destroy();
      await server.close();
    };
  });
  afterAll(async () => {
    await close();
  });
  beforeEach(() => {
    lost = 0;
    losing = 0;
  });

  it('is known to be ours: a new finding', async () => {
    const ref = newImage();
    losing = 1;
    expect(await journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null)).toBe(true);
    expect(lost).toBe(1);
    expect(await journal.findings(ref)).toHaveLength(1);
  });

  it('is known to be ours: a changed finding', async () => {
    const ref = newImage();
    const first = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
    const second = { ...first, status: 'fixed', updatedAt: '2026-03-01T10:00:03.000Z' } as const;
    await journal.putFinding(first, null);
    losing = 1;
    expect(await journal.putFinding(second, first.updatedAt)).toBe(true);
    expect(lost).toBe(1);
    expect(await journal.finding(ref, 'f1')).toEqual(second);
  });

  it('is known to be ours: a plan, an entry, a malformed record', async () => {
    const ref = newImage();
    losing = 1;
    expect(await journal.putPlan(plan(ref, 'p1'))).toBe(true);
    losing = 1;
    const id = await journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause });
    expect((await journal.entries(ref)).map((entry) => entry.id)).toEqual([id]);
    losing = 1;
    const malformed = { id: 'm1', at: cause.at, reason: 'no', body: '{', truncated: false };
    expect(await journal.keepMalformed(malformed)).toBe(true);
    expect(await journal.keepMalformed(malformed)).toBe(false);
    expect(lost).toBe(3);
  });

  it('counts once against a limit', async () => {
    const at = '2026-03-01T10:00:00.000Z';
    losing = 1;
    expect(await journal.takeFromLimit('lossy', at, 2, 5)).toBe(true);
    expect(lost).toBe(1);
    expect(await journal.takeFromLimit('lossy', at, 3, 5)).toBe(true);
    expect(await journal.takeFromLimit('lossy', at, 1, 5)).toBe(false);
  });

  it('stays unknown when every answer is lost, and says so', async () => {
    const ref = newImage();
    losing = 100;
    const put = journal.putFinding(record(ref, 'f1', '2026-03-01T10:00:02.000Z'), null);
    await expect(put).rejects.toMatchObject({ name: 'Fault', code: 'TimeoutError', retryable: true });
    losing = 0;
    expect(await journal.findings(ref)).toHaveLength(1);
  });
});

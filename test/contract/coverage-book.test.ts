import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoCoverage } from '../../lib/aws/dynamo-coverage.ts';
import { openDatabase } from '../../lib/local/database.ts';
import { sqliteCoverage } from '../../lib/local/sqlite-coverage.ts';
import type { CoverageEntry } from '../../lib/model/coverage.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { CoverageBook } from '../../lib/ports/coverage-book.ts';
import { createJournalTable, dynamoClient, startDynalite } from './dynamo-table.ts';

const entryOf = (account: string, region: string, more: Partial<CoverageEntry> = {}): CoverageEntry => ({
  place: { account: AccountId.parse(account), region: Region.parse(region) },
  expectation: 'expected',
  expectedSince: '2026-03-01T10:00:00.000Z',
  attempt: null,
  told: null,
  ...more,
});

const web = entryOf('222233334444', 'us-east-1', {
  attempt: {
    sweep: 'first',
    at: '2026-03-01T10:05:00.000Z',
    fault: { operation: 'GetItem', code: 'InternalServerError', message: 'later' },
    failures: 2,
  },
});
const denied = entryOf('333344445555', 'eu-west-1', {
  attempt: {
    sweep: 'first',
    at: '2026-03-01T10:05:00.000Z',
    fault: { operation: 'AssumeRole', code: 'AccessDenied', message: 'no' },
  },
  told: { status: 'never-enrolled', since: '2026-03-01T10:00:00.000Z' },
});

const coverageContract = (
  name: string,
  start: () => Promise<{ book: CoverageBook; close: () => Promise<void> }>,
) => {
  describe(`the coverage book in ${name}`, () => {
    const open: { book?: CoverageBook; close?: () => Promise<void> } = {};
    beforeAll(async () => {
      Object.assign(open, await start());
    });
    afterAll(() => open.close?.());
    const book = (): CoverageBook => open.book ?? expect.fail('not open');
    const all = async () => {
      const found = [];
      for await (const page of book().entries()) found.push(...page);
      return found.toSorted((a, b) => (a.value.place.account < b.value.place.account ? -1 : 1));
    };

    it('knows nothing at first, keeps what is put, and gives all of it', async () => {
      expect(await book().entry(web.place)).toBeNull();
      expect(await book().put([])).toEqual([]);
      expect(
        await book().put([
          { value: web, version: 0 },
          { value: denied, version: 0 },
        ]),
      ).toEqual([]);
      expect(await book().entry(denied.place)).toEqual({ value: denied, version: 1 });
      expect(await all()).toEqual([
        { value: web, version: 1 },
        { value: denied, version: 1 },
      ]);
    });

    it('writes over nothing that it has not seen, and says whose entries those were', async () => {
      const gone = { ...web, expectation: 'gone' as const };
      const left = await book().put([
        { value: gone, version: 0 },
        { value: { ...denied, told: null }, version: 1 },
      ]);
      expect(left).toEqual([web.place]);
      expect(await all()).toEqual([
        { value: web, version: 1 },
        { value: { ...denied, told: null }, version: 2 },
      ]);
      expect(await book().put([{ value: denied, version: 1 }])).toEqual([denied.place]);
    });
  });
};

coverageContract('SQLite', () => {
  const database = openDatabase(':memory:', 'write');
  const close = (): Promise<void> => {
    database.connection.close();
    return Promise.resolve();
  };
  return Promise.resolve({ book: sqliteCoverage(database), close });
});

coverageContract('DynamoDB, by dynalite', async () => {
  const server = await startDynalite();
  const client = dynamoClient(server.endpoint);
  await createJournalTable(client, 'inventory');
  let tokens = 0;
  const token = (): string => `token-${String((tokens += 1))}`;
  return {
    book: dynamoCoverage({ client, name: 'inventory', token }),
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
});

import { expect, test } from 'vitest';
import { runCoverage } from '../../../../lib/cli/coverage/run.ts';
import { openDatabase } from '../../../../lib/local/database.ts';
import { sqliteCoverage } from '../../../../lib/local/sqlite-coverage.ts';
import type { CoverageEntry } from '../../../../lib/model/coverage.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { ownFolder } from '../../local/folder.ts';
import { EXAMPLE, runAt10, swept, writeInventory } from './known-estate.ts';

const SINCE = '2026-03-01T08:00:00.000Z';
const entry = (account: string, region: string, more: Partial<CoverageEntry> = {}): CoverageEntry => ({
  place: { account: AccountId.parse(account), region: Region.parse(region) },
  expectation: 'expected',
  expectedSince: SINCE,
  attempt: null,
  told: null,
  ...more,
});
const refused = {
  sweep: 's',
  at: '2026-03-01T09:30:00.000Z',
  fault: { operation: 'AssumeRole', code: 'AccessDenied', message: 'AssumeRole: AccessDenied: not enrolled' },
};

const estate = async (entries: readonly CoverageEntry[]): Promise<string> => {
  const at = ownFolder();
  const file = at('i.sqlite');
  await writeInventory(file, { images: [], organization: EXAMPLE });
  const database = openDatabase(file, 'write');
  await sqliteCoverage(database).put(entries.map((value) => ({ value, version: 0 })));
  database.connection.close();
  return file;
};

const ALL = [
  entry('111122223333', 'us-east-1'),
  entry('111122223333', 'eu-west-1'),
  entry('222233334444', 'us-east-1', { attempt: refused }),
  entry('333344445555', 'us-east-1', { expectation: 'suspended' }),
];

test('what somebody has to see to stands first, with why; that some are not looked after is a finding', async () => {
  const { code, out, err } = await runAt10(runCoverage, { file: await estate(ALL) });
  expect(out).toBe(
    [
      'ACCOUNT       NAME             REGION     STATUS          SINCE                 WHY',
      '222233334444  web-prod         us-east-1  never-enrolled  2026-03-01T08:00:00Z  it never let us in: AssumeRole: AccessDenied: not enrolled',
      '111122223333  golden-pipeline  eu-west-1  waiting         2026-03-01T08:00:00Z  its first sweep has not ended yet',
      '111122223333  golden-pipeline  us-east-1  reporting       2026-03-01T09:01:00Z  3 images at 2026-03-01T09:01:00.000Z',
      '333344445555  -                us-east-1  suspended       2026-03-01T08:00:00Z  the account is suspended or being closed',
      '',
    ].join('\n'),
  );
  expect([code, err]).toEqual([
    2,
    '4 account-regions: 1 never-enrolled, 1 waiting, 1 reporting, 1 suspended\n',
  ]);
});

test.each<[object, readonly string[], number]>([
  [{ account: '111122223333' }, ['111122223333 eu-west-1', '111122223333 us-east-1'], 0],
  [{ region: 'eu-west-1' }, ['111122223333 eu-west-1'], 0],
  [{ status: ['suspended', 'waiting'] }, ['111122223333 eu-west-1', '333344445555 us-east-1'], 0],
  [{ account: '111122223333', staleHours: '1' }, ['111122223333 eu-west-1', '111122223333 us-east-1'], 2],
])('%j leaves %j, and ends with %i', async (flags, expected, ends) => {
  const { code, out } = await runAt10(runCoverage, { ...flags, output: 'json', file: await estate(ALL) });
  const rows = JSON.parse(out) as readonly { readonly account: string; readonly region: string }[];
  expect(rows.map(({ account, region }) => `${account} ${region}`)).toEqual(expected);
  expect(code).toBe(ends);
});

test('as CSV, with when it was last heard of and swept', async () => {
  const file = await estate(ALL);
  const { out } = await runAt10(runCoverage, { file, output: 'csv', status: ['reporting'] });
  expect(out).toBe(
    'account,name,region,status,since,heardAt,sweptAt,why\r\n' +
      '111122223333,golden-pipeline,us-east-1,reporting,2026-03-01T09:01:00.000Z,2026-03-01T09:01:00.000Z,2026-03-01T09:01:00.000Z,3 images at 2026-03-01T09:01:00.000Z\r\n',
  );
});

test('without a survey, as on a laptop, what was scanned is what there is', async () => {
  const { code, out } = await runAt10(runCoverage, { file: await estate([]), output: 'json' });
  expect(JSON.parse(out)).toMatchObject([
    { account: '111122223333', region: 'us-east-1', status: 'reporting' },
  ]);
  expect(code).toBe(0);
  const partial = ownFolder()('p.sqlite');
  const place = swept();
  await writeInventory(partial, {
    images: [],
    place: { ...place, swept: place.swept && { ...place.swept, permissionsLeft: 3 } },
  });
  expect(await runAt10(runCoverage, { file: partial, output: 'csv' })).toMatchObject({ code: 3 });
});

test.each([
  [{ silentHours: 'two' }, /silent-hours: expected a whole number of hours/],
  [{ status: ['lost'] }, /status/],
  [{ file: 'a', table: 'ami-warden-dev-inventory' }, /expected without --file/],
])('%j is refused', async (flags, problem) => {
  const { code, err } = await runAt10(runCoverage, flags);
  expect(code).toBe(1);
  expect(err).toMatch(problem);
});

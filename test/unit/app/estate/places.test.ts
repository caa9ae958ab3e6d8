import { describe, expect, test } from 'vitest';
import { placesOf } from '../../../../lib/app/estate/places-of.ts';
import { scanPlaces } from '../../../../lib/app/estate/scan-places.ts';
import { sideBySide } from '../../../../lib/app/estate/side-by-side.ts';
import { Fault } from '../../../../lib/model/fault.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { sweptAt } from '../../swept.ts';

const [one, two] = ['111122223333', '222233334444'].map((id) => AccountId.parse(id)) as [
  AccountId,
  AccountId,
];
const [east, west] = ['us-east-1', 'eu-west-1'].map((id) => Region.parse(id)) as [Region, Region];
const denied = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });

const record = sweptAt('2026-03-01T10:00:01.000Z', { startedAt: '2026-03-01T10:00:00.000Z' });

test('regions are those that each account has; one that does not tell is not seen, once', async () => {
  const regionsOf = (account: AccountId) =>
    account === one ? Promise.resolve([east, west]) : Promise.reject(denied);
  expect(await placesOf([one, two], 'all', 2, regionsOf)).toEqual({
    places: [
      { account: one, region: east },
      { account: one, region: west },
    ],
    notSeen: [
      {
        account: two,
        region: null,
        image: null,
        operation: 'AssumeRole',
        code: 'AccessDenied',
        message: 'no',
      },
    ],
  });
});

describe('regions that are named', () => {
  const south = Region.parse('af-south-1');
  const typo = Region.parse('us-esat-1');
  const regionsOf = (account: AccountId) => Promise.resolve(account === one ? [east, south] : [east]);

  test('are looked at where they are enabled; one that is so nowhere is not seen', async () => {
    expect(await placesOf([one, two], [east, south, typo], 2, regionsOf)).toEqual({
      places: [
        { account: one, region: east },
        { account: one, region: south },
        { account: two, region: east },
      ],
      notSeen: [
        {
          account: one,
          region: typo,
          image: null,
          operation: 'DescribeRegions',
          code: 'NotEnabled',
          message: 'no account that was asked has this region enabled',
        },
      ],
    });
  });

  test('are looked at all the same where nobody may list regions, and not where nobody is let in', async () => {
    const forbidden = new Fault('DescribeRegions', 'UnauthorizedOperation', 'no', { retryable: false });
    const { places, notSeen } = await placesOf([one, two], [east, west], 2, (account) =>
      Promise.reject(account === one ? forbidden : denied),
    );
    expect(places).toEqual([
      { account: one, region: east },
      { account: one, region: west },
    ]);
    expect(notSeen.map(({ account, region, code }) => [account, region, code])).toEqual([
      [two, null, 'AccessDenied'],
    ]);
  });
});

test('a place that fails hides no other, and after a stop none is begun', async () => {
  const places = [one, two].flatMap((account) => [
    { account, region: east },
    { account, region: west },
  ]);
  const begun: string[] = [];
  const scanned = await scanPlaces(
    places,
    1,
    () => begun.length === 3,
    ({ account, region }) => {
      begun.push(`${account}/${region}`);
      return begun.length === 2 ? Promise.reject(denied) : Promise.resolve({ record, done: true });
    },
  );
  expect(begun).toEqual(['111122223333/us-east-1', '111122223333/eu-west-1', '222233334444/us-east-1']);
  expect(scanned.map(({ record: kept, done, notSeen }) => [kept !== null, done, notSeen.length])).toEqual([
    [true, true, 0],
    [false, true, 1],
    [true, true, 0],
    [false, false, 0],
  ]);
});

test('no more than so many are under way at once, and results are in the order of the items', async () => {
  let underWay = 0;
  let most = 0;
  const doubled = await sideBySide([5, 1, 3, 2, 4], 2, async (n) => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < n; turn += 1) await Promise.resolve();
    underWay -= 1;
    return n * 2;
  });
  expect([doubled, most]).toEqual([[10, 2, 6, 4, 8], 2]);
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellCoverage, type CoveragePorts } from '../../../lib/app/coverage/tell-coverage.ts';
import { parseNotice } from '../../../lib/app/parse-notice.ts';
import { openDatabase, type Database } from '../../../lib/local/database.ts';
import { sqliteCoverage } from '../../../lib/local/sqlite-coverage.ts';
import { sqliteInventory } from '../../../lib/local/sqlite-inventory.ts';
import type { CoverageEntry } from '../../../lib/model/coverage.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { Announcement } from '../../../lib/model/notice.ts';
import type { AccountRegion } from '../../../lib/model/subject.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { snsAnnouncement } from '../../../lib/render/sns-notices.ts';

const web = AccountId.parse('222233334444');
const data = AccountId.parse('333344445555');
const hub = AccountId.parse('999988887777');
const east = Region.parse('us-east-1');
const west = Region.parse('eu-west-1');
const START = '2026-03-01T10:00:00.000Z';

const entryOf = (place: AccountRegion, more: Partial<CoverageEntry> = {}): CoverageEntry => ({
  place,
  expectation: 'expected',
  expectedSince: START,
  attempt: null,
  told: null,
  ...more,
});

const refusedAt = (at: string): NonNullable<CoverageEntry['attempt']> => ({
  sweep: 's',
  at,
  fault: { operation: 'AssumeRole', code: 'AccessDenied', message: 'AssumeRole: AccessDenied: not enrolled' },
});

type News = Extract<Announcement, { kind: 'coverage' }>;

interface World {
  readonly database: Database;
  readonly ports: CoveragePorts;
  readonly sent: News[];
  readonly noted: Happening[];
}

const open = (): World => {
  const database = openDatabase(':memory:', 'write');
  const sent: News[] = [];
  const noted: Happening[] = [];
  return {
    database,
    sent,
    noted,
    ports: {
      book: sqliteCoverage(database),
      inventory: sqliteInventory({ database }).inventory,
      queues: {
        sendNotice: (notice) => {
          // As it comes out of the queue at the other end.
          const read = parseNotice(JSON.stringify(notice));
          if (read.kind !== 'coverage') throw new Error(`not this: ${read.kind}`);
          sent.push(read);
          return Promise.resolve();
        },
      },
      limits: { silentHours: 48, staleHours: 48 },
      telemetry: { note: (happening) => noted.push(happening) },
      clock: { now: () => new Date(START) },
    },
  };
};

const world: Partial<World> = {};
const w = (): World => world as World;
beforeEach(() => Object.assign(world, open()));
afterEach(() => {
  w().database.connection.close();
});

const expectAll = (entries: readonly CoverageEntry[]) =>
  w().ports.book.put(entries.map((value) => ({ value, version: 0 })));

const heard = async (place: AccountRegion, heardAt: string): Promise<void> => {
  const { inventory } = sqliteInventory({ database: w().database });
  const { value, version } = await inventory.place(place);
  const record = {
    id: 's',
    startedAt: heardAt,
    endedAt: heardAt,
    images: 1,
    added: 0,
    changed: 0,
    vanished: 0,
    lostEvents: 0,
    permissionsRead: 0,
    permissionsLeft: 0,
    calls: {},
    gaps: [],
    gapCount: 0,
  };
  await inventory.putPlace({ ...value, heardAt, swept: record }, version);
};

const tellAt = async (now: string) =>
  (await tellCoverage({ ...w().ports, clock: { now: () => new Date(now) } }, null)).counts;

describe('a region that goes silent', () => {
  const place = { account: web, region: east };

  it('is told once, and once when it is back', async () => {
    await expectAll([entryOf(place)]);
    await heard(place, START);
    expect(await tellAt('2026-03-03T09:59:59.000Z')).toEqual({ reporting: 1 });
    expect(await tellAt('2026-03-03T10:00:00.000Z')).toEqual({ silent: 1 });
    expect(await tellAt('2026-03-03T11:00:00.000Z')).toEqual({ silent: 1 });
    expect(w().sent.map(({ lost, back }) => [lost, back])).toEqual([
      [
        [
          {
            account: web,
            regions: [east],
            status: 'silent',
            since: '2026-03-03T10:00:00.000Z',
            why: `last heard of at ${START}`,
          },
        ],
        [],
      ],
    ]);
    await heard(place, '2026-03-03T12:00:00.000Z');
    await tellAt('2026-03-03T12:30:00.000Z');
    await tellAt('2026-03-03T13:30:00.000Z');
    expect(
      w()
        .sent.slice(1)
        .map(({ lost, back }) => [lost, back.map(({ status }) => status)]),
    ).toEqual([[[], ['reporting']]]);
  });

  it('is told anew when it happens again', async () => {
    await expectAll([entryOf(place)]);
    await heard(place, START);
    await tellAt('2026-03-03T10:00:00.000Z');
    await heard(place, '2026-03-03T12:00:00.000Z');
    await tellAt('2026-03-03T13:00:00.000Z');
    await tellAt('2026-03-05T12:00:00.000Z');
    expect(w().sent.map(({ lostCount, backCount }) => [lostCount, backCount])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(new Set(w().sent.map(({ id }) => id)).size).toBe(3);
  });

  it('is not lost when it could not be told, and has the same name however often it is tried', async () => {
    await expectAll([entryOf(place)]);
    await expect(
      tellCoverage(
        {
          ...w().ports,
          clock: { now: () => new Date('2026-03-04T10:00:00.000Z') },
          queues: { sendNotice: () => Promise.reject(new Error('SQS is away')) },
        },
        null,
      ),
    ).rejects.toThrow('SQS is away');
    const { book } = w().ports;
    const crashing = { ...book, put: () => Promise.reject(new Error('crash')) };
    const again = { ...w().ports, clock: { now: () => new Date('2026-03-04T11:00:00.000Z') } };
    await expect(tellCoverage({ ...again, book: crashing }, null)).rejects.toThrow('crash');
    await tellCoverage(again, null);
    await tellCoverage(again, null);
    expect(w().sent.map(({ id }) => id)).toEqual([w().sent[0]?.id, w().sent[0]?.id]);
  });
});

it('tells of many at once: a line for each account and state, its regions together', async () => {
  await expectAll([
    entryOf({ account: web, region: west }, { attempt: refusedAt(START) }),
    entryOf({ account: web, region: east }, { attempt: refusedAt(START) }),
    entryOf({ account: data, region: east }),
    entryOf({ account: data, region: west }, { expectation: 'suspended' }),
  ]);
  await heard({ account: data, region: east }, START);
  expect(await tellAt('2026-03-01T11:00:00.000Z')).toEqual({
    'never-enrolled': 2,
    reporting: 1,
    suspended: 1,
  });
  expect(w().sent).toMatchObject([{ lostCount: 2, backCount: 0, reporting: 1, expected: 3 }]);
  const [news] = w().sent;
  if (news === undefined) throw new Error('nothing was told');
  expect(snsAnnouncement(news, { accountName: () => 'web-prod' }).message).toBe(
    [
      '2 account-regions are not looked after',
      '',
      '1 of 3 expected account-regions report. What is changed where nobody looks is not judged; ami-warden coverage lists all of it.',
      '',
      `Never enrolled: account 222233334444 ("web-prod"), eu-west-1, us-east-1, since ${START}: it never let us in: AssumeRole: AccessDenied: not enrolled.`,
    ].join('\n'),
  );
});

it('a trouble that ends because nothing is expected any more is over as well', async () => {
  const place = { account: web, region: east };
  await expectAll([entryOf(place, { attempt: refusedAt(START) })]);
  await tellAt('2026-03-01T11:00:00.000Z');
  const old = await w().ports.book.entry(place);
  if (old === null) throw new Error('no entry');
  await w().ports.book.put([{ value: { ...old.value, expectation: 'gone' }, version: old.version }]);
  await tellAt('2026-03-01T12:00:00.000Z');
  expect(w().sent.map(({ back }) => back.map(({ status }) => status))).toEqual([[], ['gone']]);
});

it('counts for graphs how many report and how many do not', async () => {
  await expectAll([entryOf({ account: web, region: east }, { attempt: refusedAt(START) })]);
  await tellAt('2026-03-01T11:00:00.000Z');
  expect(w().noted).toEqual([{ kind: 'coverage', counts: { 'never-enrolled': 1 } }]);
});

it('counts, for a sweep that asks, where it came to an end since it began: well, or with a refusal', async () => {
  const attempted = (region: Region, attempt: CoverageEntry['attempt']): CoverageEntry =>
    entryOf({ account: web, region }, { attempt });
  const refused = refusedAt('2026-03-01T12:00:00.000Z');
  await expectAll([
    attempted(east, { sweep: 'one', at: '2026-03-01T12:00:00.000Z', fault: null }),
    attempted(west, refused),
    entryOf({ account: data, region: east }, { attempt: { ...refused, failures: 1 } }),
    entryOf({ account: data, region: west }, { attempt: refusedAt('2026-03-01T11:59:59.999Z') }),
    entryOf({ account: hub, region: west }),
    entryOf({ account: hub, region: east }, { attempt: refused, expectation: 'gone' }),
  ]);
  expect(await tellCoverage(w().ports, '2026-03-01T12:00:00.000Z')).toMatchObject({ answered: 2 });
});

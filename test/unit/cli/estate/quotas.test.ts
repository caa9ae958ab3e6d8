import { expect, test } from 'vitest';
import { forecastText } from '../../../../lib/cli/quotas/forecast-text.ts';
import { runQuotas } from '../../../../lib/cli/quotas/run.ts';
import type { Forecast } from '../../../../lib/quota/forecast.ts';
import { sparkline } from '../../../../lib/render/sparkline.ts';
import { ownFolder } from '../../local/folder.ts';
import { account, everybody, image, runAt10, swept, writeInventory } from './known-estate.ts';

const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}T00:00:00.000Z`;

const PLACE = swept({
  counts: [
    { quota: 'amis', used: 49_000, countedAt: '2026-03-01T09:00:00.000Z' },
    { quota: 'public-amis', used: 1, countedAt: '2026-03-01T09:00:00.000Z' },
  ],
  limits: [
    { quota: 'amis', limit: 50_000, origin: 'applied', readAt: '2026-03-01T09:00:00.000Z' },
    { quota: 'public-amis', limit: 5, origin: 'default', readAt: '2026-03-01T09:00:00.000Z' },
    { quota: 'ami-shares', limit: 1_000, origin: 'default', readAt: '2026-03-01T09:00:00.000Z' },
  ],
});

test('use, limit, history and when the limit is met as things go', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), {
    images: [image(1, [everybody, account('222233334444')]), image(2, [])],
    place: PLACE,
    // 100 more each day, up to 49,000 today.
    usage: (n) => 46_100 + n * 100,
    days: 30,
  });
  const { code, out, err } = await runAt10(runQuotas, { file: at('i.sqlite') });
  expect(out).toBe(
    [
      'WHERE                   QUOTA                                USED   LIMIT           %   HISTORY           A DAY  AS THINGS GO        COUNTED',
      '111122223333/us-east-1  amis                                 49000  50000           98  ▁▂▂▃▃▃▄▄▅▅▆▆▇▇██  +100   met in 10 days      1h ago',
      '111122223333/us-east-1  public-amis                          1      5 (default)     20  -                 -      too little history  1h ago',
      '111122223333/us-east-1  ami-shares of ami-00000000000000001  1      1000 (default)  0   -                 -      -                   1h ago',
      '',
    ].join('\n'),
  );
  expect([code, err]).toEqual([0, '1 account and region, looked at 1h ago (2026-03-01T09:00:00.000Z)\n']);
});

test('--since is what is drawn; the forecast rests on the last 30 days all the same', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), {
    images: [],
    place: PLACE,
    usage: (n) => 46_100 + n * 100,
    days: 30,
  });
  const { out } = await runAt10(runQuotas, { file: at('i.sqlite'), quota: ['amis'], since: '3d' });
  expect(out.split('\n')[1]).toBe(
    '111122223333/us-east-1  amis   49000  50000  98  ▁▅█      +100   met in 10 days  1h ago',
  );
});

test('the fullest comes first, wherever it is', async () => {
  const at = ownFolder();
  const { account: first, region } = PLACE.place;
  await writeInventory(at('i.sqlite'), {
    images: [],
    place: { ...PLACE, counts: PLACE.counts.map((count) => ({ ...count, used: 3 })) },
  });
  const { out } = await runAt10(runQuotas, { file: at('i.sqlite'), output: 'csv' });
  expect(out.split('\r\n').slice(1, 3)).toEqual([
    `${first},${region},public-amis,3,5,default,,,,,,2026-03-01T09:00:00.000Z`,
    `${first},${region},amis,3,50000,applied,,,,,,2026-03-01T09:00:00.000Z`,
  ]);
});

test.each<[Forecast, string]>([
  [{ kind: 'reaches', at: day(13), from: day(10), to: day(21) }, 'met in 12 days (9-20)'],
  [{ kind: 'reaches', at: day(13), from: day(10), to: null }, 'met in 12 days (9 or more)'],
  [{ kind: 'reaches', at: day(2), from: day(2), to: day(2) }, 'met in 1 day'],
  [{ kind: 'reached' }, 'met'],
  [{ kind: 'short' }, 'too little history'],
  [{ kind: 'steady' }, 'no growth to speak of'],
  [{ kind: 'far' }, 'not soon'],
])('%j is said as %s', (forecast, text) => {
  expect(forecastText(forecast, new Date(day(1)))).toBe(text);
});

test('a line from the lowest to the highest, time evenly spread', () => {
  const at = (...values: readonly (readonly [number, number])[]) =>
    values.map(([n, used]) => ({ at: day(n), used }));
  expect(sparkline(at([1, 0], [2, 50], [3, 100]), 3)).toBe('▁▅█');
  expect(sparkline(at([1, 5], [2, 5], [3, 5]), 16)).toBe('▁▁▁');
  // Nine days of nothing new, then a jump: the jump is at the end, where it was.
  expect(sparkline(at([1, 0], [2, 0], [9, 0], [10, 8]), 4)).toBe('▁▁▁█');
  expect(sparkline([], 16)).toBe('');
});

test('what was not counted, and a limit that is not known, are said', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: [], place: swept({ counts: PLACE.counts }) });
  const { code, out, err } = await runAt10(runQuotas, { file: at('i.sqlite'), quota: ['amis'] });
  expect([code, err.split('\n')[1]]).toEqual([3, 'of 1 the limit is not known']);
  expect(out).toContain('49000  ?');
});

test('CSV has the days between which the limit is met', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), {
    images: [],
    place: PLACE,
    usage: (n) => 46_100 + n * 100,
    days: 30,
  });
  const { out } = await runAt10(runQuotas, { file: at('i.sqlite'), quota: ['amis'], output: 'csv' });
  expect(out).toBe(
    'account,region,quota,used,limit,origin,image,perDay,reaches,from,to,countedAt\r\n' +
      '111122223333,us-east-1,amis,49000,50000,applied,,100,2026-03-11T10:00:00.000Z,2026-03-11T10:00:00.000Z,2026-03-11T10:00:00.000Z,2026-03-01T09:00:00.000Z\r\n',
  );
});

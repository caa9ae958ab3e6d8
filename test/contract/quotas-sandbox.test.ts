import { ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from 'vitest';
import { countQuotas } from '../../lib/app/quotas/count-quotas.ts';
import type { CountPorts } from '../../lib/app/quotas/quota-ports.ts';
import { readerWithQuotas } from '../../lib/app/quotas/reader-with-quotas.ts';
import { estateReader } from '../../lib/aws/estate-reader.ts';
import { quotaReader, usageClients } from '../../lib/aws/quota-usage.ts';
import { quotaClients } from '../../lib/aws/share-quota.ts';
import { sqliteInventory } from '../../lib/local/sqlite-inventory.ts';
import type { SweepGap, SweepRecord } from '../../lib/model/inventory.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { examplePolicy } from '../unit/app/sweep/policy.ts';
import { account, base, frozenSandbox, hardened, region } from './frozen-sandbox.ts';
import { sandboxMembers } from './sandbox-members.ts';

const place = { account, region };
const AMIS = 'L-B665C33B';
const READER = 'arn:aws:iam::111122223333:role/ami-warden-reader';
const POLICY = `
version: 1
rules:
  quota: { watch: { amis: { warn: 70%, critical: 90% }, snapshots: { warn: 70%, critical: 90% } } }
`;

const frozen = frozenSandbox();
let ports: CountPorts;
/** Counts as a sweep of now would that saw so many images. */
let count: (images?: number, publicImages?: number) => Promise<readonly SweepGap[]>;
const happenings: Happening[] = [];

beforeEach(() => {
  const { sandbox, clock } = frozen;
  const { settings } = sandboxMembers(sandbox, 'guard');
  const { inventory } = sqliteInventory({ path: ':memory:' });
  happenings.length = 0;
  ports = {
    inventory,
    policies: { policy: () => Promise.resolve(examplePolicy(POLICY)) },
    clock,
    quotas: quotaReader({ quotas: quotaClients(settings), usage: usageClients(settings), clock }),
    telemetry: { note: (happening) => happenings.push(happening) },
  };
  const estate = estateReader({ ...settings, clock });
  count = async (images = 2, publicImages = 0) => {
    const reader = await estate.open(place, (_, send) => send());
    return countQuotas(place, { images, publicImages, reader }, ports);
  };
});

const known = async () => (await ports.inventory.place(place)).value;
const limitsAsked = () => frozen.asked().filter((operation) => operation.includes('ServiceQuota'));

describe('counting the quotas of an account and region', () => {
  test('counts what was seen, and AWS’s defaults where the account was given nothing', async () => {
    expect(await count()).toEqual([]);
    const { counts, limits } = await known();
    const at = '2026-03-01T10:00:00.000Z';
    expect(counts).toEqual([
      { quota: 'amis', used: 2, countedAt: at },
      { quota: 'public-amis', used: 0, countedAt: at },
      { quota: 'snapshots', used: 2, countedAt: at },
    ]);
    expect(limits).toEqual([
      { quota: 'amis', limit: 50_000, origin: 'default', readAt: at },
      { quota: 'public-amis', limit: 5, origin: 'default', readAt: at },
      { quota: 'snapshots', limit: 100_000, origin: 'default', readAt: at },
      { quota: 'ami-shares', limit: 1_000, origin: 'default', readAt: at },
    ]);
    expect(await ports.inventory.usage(place, 'amis', '2026-01-01T00:00:00Z')).toEqual([
      { quota: 'amis', at, used: 2, limit: 50_000 },
    ]);
  });

  test('counts the Recycle Bin, and takes the value that was applied', async () => {
    const { sandbox } = frozen;
    sandbox.quotas.apply(account, region, AMIS, 100);
    const kept = sandbox.ec2.images.get(hardened.image);
    if (kept === null) throw new Error('the seed has it');
    const [entered, exits] = [new Date('2026-03-01T09:00:00Z'), new Date('2026-03-08T09:00:00Z')];
    sandbox.ec2.bin.set(kept.id, { image: kept, entered, exits });
    await count();
    expect(await known()).toMatchObject({
      counts: [{ quota: 'amis', used: 3 }, {}, {}],
      limits: [{ quota: 'amis', limit: 100, origin: 'applied' }, {}, {}, {}],
    });
  });

  test('asks for limits once in seven days, and in each sweep where a threshold is passed', async () => {
    const { sandbox, clock } = frozen;
    await count();
    expect(limitsAsked()).toHaveLength(8);
    clock.advance(6 * 86_400_000);
    await count();
    expect(limitsAsked()).toHaveLength(8);
    // 40,000 of 50,000 are past 70 %: the one limit is asked for, and what was granted meanwhile is seen.
    sandbox.quotas.apply(account, region, AMIS, 60_000);
    await count(40_000);
    expect(limitsAsked()).toHaveLength(9);
    expect((await known()).limits).toContainEqual(expect.objectContaining({ quota: 'amis', limit: 60_000 }));
    clock.advance(86_400_000 + 1);
    await count();
    expect(limitsAsked()).toHaveLength(15);
  });

  test('keeps the last count of what it may not count, and says so', async () => {
    const { sandbox } = frozen;
    await count();
    const { actions } = sandbox.roles.get(READER);
    const without = actions.filter((action) => !/RecycleBin|GetServiceQuota|GetMetricData/.test(action));
    sandbox.roles.change(READER, { actions: without });
    frozen.clock.advance(8 * 86_400_000);
    const gaps = await count(9, 1);
    expect(gaps.map(({ operation, code }) => [operation, code])).toEqual([
      ['ListImagesInRecycleBin', 'UnauthorizedOperation'],
      ['GetServiceQuota', 'AccessDeniedException'],
      ['GetServiceQuota', 'AccessDeniedException'],
      ['GetServiceQuota', 'AccessDeniedException'],
    ]);
    expect((await known()).counts).toEqual([
      { quota: 'amis', used: 2, countedAt: '2026-03-01T10:00:00.000Z' },
      { quota: 'public-amis', used: 1, countedAt: '2026-03-09T10:00:00.000Z' },
      { quota: 'snapshots', used: 2, countedAt: '2026-03-09T10:00:00.000Z' },
    ]);
  });

  test('tells what AWS counts beside it, and where that is another number', async () => {
    await frozen.ownerOf().send(
      new ModifyImageAttributeCommand({
        ImageId: base.image,
        LaunchPermission: { Add: [{ Group: 'all' }] },
      }),
    );
    await count(2, 1);
    const use = { kind: 'quota', place, daysLeft: null, isNear: false };
    expect(happenings).toEqual([
      { ...use, quota: 'amis', used: 2, limit: 50_000, aws: 2, differs: false },
      { ...use, quota: 'public-amis', used: 1, limit: 5, aws: 1, differs: false },
      { ...use, quota: 'snapshots', used: 2, limit: 100_000, aws: null, differs: false },
    ]);
    happenings.length = 0;
    await count(40_000);
    expect(happenings[0]).toEqual({
      ...use,
      quota: 'amis',
      used: 40_000,
      limit: 50_000,
      isNear: true,
      aws: 2,
      differs: true,
    });
  });
});

describe('an account and region without images', () => {
  const sweepDaily = async (days: number): Promise<void> => {
    const { inventory, clock } = ports;
    ports = {
      ...ports,
      policies: {
        policy: () => Promise.resolve(examplePolicy('version: 1\nrules: { naming: { pattern: ".*" } }')),
      },
    };
    for (let day = 0; day < days; day += 1) {
      await count(0, 0);
      const { value, version } = await inventory.place(place);
      await inventory.putPlace({ ...value, swept: sweptAt(clock.now().toISOString()) }, version);
      frozen.clock.advance(86_400_000);
    }
  };
  const sweptAt = (at: string): SweepRecord => ({
    id: at,
    startedAt: at,
    endedAt: at,
    images: 0,
    added: 0,
    changed: 0,
    vanished: 0,
    lostEvents: 0,
    permissionsRead: 0,
    permissionsLeft: 0,
    calls: {},
    gaps: [],
    gapCount: 0,
  });

  test('is held against AWS’s own counts by its first sweep, and then once a week', async () => {
    await sweepDaily(1);
    expect(frozen.asked().filter((operation) => operation === 'GetMetricData')).toHaveLength(1);
    await sweepDaily(21);
    expect(frozen.asked().filter((operation) => operation === 'GetMetricData')).toHaveLength(4);
    expect(happenings).toEqual([]);
  });

  test('is told of when AWS counts images there', async () => {
    const usage = () => Promise.resolve({ kind: 'known', value: { amis: 9, 'public-amis': 0 } } as const);
    ports = { ...ports, quotas: { ...ports.quotas, usage } };
    await sweepDaily(1);
    expect(happenings).toMatchObject([{ quota: 'amis', used: 0, aws: 9, differs: true, isNear: false }]);
  });
});

describe('the fact quotas', () => {
  test('is told from what was counted, with a forecast, and without asking AWS', async () => {
    const reader = readerWithQuotas(frozen.reader, ports);
    expect(await reader.observeAccountRegion(place, ['quotas'])).toMatchObject({
      quotas: { kind: 'fault', code: 'NotCounted' },
    });
    const days = Array.from({ length: 9 }, (_, day) => ({
      quota: 'amis' as const,
      at: new Date(Date.UTC(2026, 1, 20 + day, 10)).toISOString(),
      used: 48_000 + day * 100,
      limit: 50_000,
    }));
    await ports.inventory.noteUsage(place, days);
    await count(48_900);
    const asked = frozen.asked().length;
    const state = await reader.observeAccountRegion(place, ['quotas']);
    expect(frozen.asked()).toHaveLength(asked);
    expect(state.quotas).toEqual({
      kind: 'known',
      value: [
        {
          quota: 'amis',
          used: 48_900,
          limit: 50_000,
          reachesAt: '2026-03-12T10:00:00.000Z',
          reachesBetween: { from: '2026-03-12T10:00:00.000Z', to: '2026-03-12T10:00:00.000Z' },
        },
        { quota: 'public-amis', used: 0, limit: 5, reachesAt: null },
        { quota: 'snapshots', used: 2, limit: 100_000, reachesAt: null },
      ],
    });
  });

  test('goes with what is read of the account', async () => {
    await count();
    const reader = readerWithQuotas(frozen.reader, ports);
    expect(await reader.observeAccountRegion(place, ['quotas', 'ebsEncryption'])).toMatchObject({
      ebsEncryption: { kind: 'known' },
      quotas: { kind: 'known' },
    });
  });
});

import { expect, test } from 'vitest';
import { sqliteInventory } from '../../../lib/local/sqlite-inventory.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';

test('samples of more than 400 days ago are tidied away, of their quota alone', async () => {
  const { inventory, close } = sqliteInventory({ path: ':memory:' });
  const place = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };
  const sample = (quota: 'amis' | 'snapshots', at: string) => ({ quota, at, used: 1, limit: 5 });
  await inventory.noteUsage(place, [
    sample('amis', '2025-01-01T00:00:00.000Z'),
    sample('amis', '2025-01-02T00:00:00.000Z'),
    sample('snapshots', '2025-01-01T00:00:00.000Z'),
  ]);
  await inventory.noteUsage(place, [sample('amis', '2026-02-06T00:00:00.000Z')]);
  const kept = async (quota: 'amis' | 'snapshots') =>
    (await inventory.usage(place, quota, '2025-01-01T00:00:00Z')).map(({ at }) => at);
  expect(await kept('amis')).toEqual(['2025-01-02T00:00:00.000Z', '2026-02-06T00:00:00.000Z']);
  expect(await kept('snapshots')).toEqual(['2025-01-01T00:00:00.000Z']);
  close();
});

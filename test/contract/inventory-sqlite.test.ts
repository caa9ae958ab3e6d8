import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/local/database.ts';
import { sqliteInventory } from '../../lib/local/sqlite-inventory.ts';
import { inventoryContract } from './inventory.ts';
import { known, refOf } from './inventory-samples.ts';

inventoryContract('one SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  const path = join(folder, 'inventory.sqlite');
  const { inventory, close } = sqliteInventory({ path });
  return Promise.resolve({
    inventory,
    spoil: ({ image }, document) => {
      const database = new DatabaseSync(path);
      database.prepare('UPDATE known_image SET document = ? WHERE image = ?').run(document, image);
      database.close();
      return Promise.resolve();
    },
    close: () => {
      close();
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
});

it('is in a database that is open already, which stays open', async () => {
  const database = openDatabase(':memory:', 'write');
  const { inventory, close } = sqliteInventory({ database });
  await inventory.putImage(known(refOf(1)), 0);
  close();
  const again = sqliteInventory({ database });
  expect((await again.inventory.image(refOf(1)))?.value).toEqual(known(refOf(1)));
  database.connection.close();
});

import type { AccountId, Region } from '../../../model/ids.ts';
import { createMint } from '../mint.ts';
import type { World } from '../world.ts';
import { putImage, putSnapshot } from './put.ts';

const DAY_MS = 86_400_000;

/** How the names of generated images begin. */
export const GENERATED = 'generated-';

/**
 * Gives an account a generated estate of `count` images, the same ones for the same seed: all private and tagged, two in three
 * encrypted under its aws/ebs key, ages spread over two years, ten images to a snapshot. 50,000 take about a second.
 */
export const generateImages = (
  world: World,
  estate: {
    readonly account: AccountId;
    readonly region: Region;
    readonly count: number;
    readonly seed: number;
  },
): void => {
  const { account, region, count, seed } = estate;
  const mint = createMint(seed);
  const at = { account, region };
  const key = world.keys.defaultKey(account, region).arn;
  const now = world.clock.now().getTime();
  let snapshot = '';
  for (let index = 0; index < count; index += 1) {
    if (index % 10 === 0) {
      snapshot = mint.id('snap');
      const encrypted = (index / 10) % 3 !== 0;
      putSnapshot(world, {
        ...at,
        id: snapshot,
        description: 'generated',
        ...(encrypted ? { kmsKey: key } : {}),
      });
    }
    const number = String(index + 1).padStart(6, '0');
    putImage(world, {
      ...at,
      id: mint.id('ami'),
      name: `${GENERATED}${String(seed)}-${number}`,
      snapshot,
      tags: {
        Name: `generated-${number}`,
        Owner: `team-${String(index % 40)}@example.com`,
        CostCenter: '4711',
      },
      createdAt: new Date(now - (index % 730) * DAY_MS).toISOString(),
    });
  }
};

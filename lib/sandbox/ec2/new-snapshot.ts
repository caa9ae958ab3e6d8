import type { CallContext } from '../wire/service.ts';
import type { StoredSnapshot } from './snapshot.ts';
import type { Tags } from './tags.ts';
import type { World } from './world.ts';

interface SnapshotParts {
  readonly sizeGiB: number;
  readonly volume: string;
  readonly description: string;
  readonly kmsKey: string | null;
  readonly tags: Tags;
}

/** Puts a snapshot into the world: pending, and completed after the world's delay, or in error with `failing`. */
export const startSnapshot = (
  world: World,
  parts: SnapshotParts,
  { caller, region }: CallContext,
  failing: () => boolean = () => false,
): StoredSnapshot => {
  const snapshot: StoredSnapshot = {
    id: world.mint.id('snap'),
    sequence: world.mint.sequence(),
    owner: caller.account,
    region,
    state: 'pending',
    tier: 'standard',
    startedAt: world.clock.now(),
    completedAt: null,
    permission: [],
    ...parts,
  };
  world.snapshots.put(snapshot);
  world.clock.after(world.delays.snapshot, () => {
    const latest = world.snapshots.get(snapshot.id);
    if (latest?.state !== 'pending') return;
    const failed = failing();
    world.snapshots.put({
      ...latest,
      state: failed ? 'error' : 'completed',
      completedAt: failed ? null : world.clock.now(),
    });
  });
  return snapshot;
};

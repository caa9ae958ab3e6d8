import type { SnapshotSharing } from '../model/facts.ts';
import type { ImageFacts } from '../model/image.ts';
import type { Principal } from '../model/principal.ts';
import { missing } from './failures.ts';
import type { Failure } from './rule.ts';

/**
 * A failure for each principal of a backing snapshot that is not let in; a snapshot of the image of which nobody knows whom it is
 * shared with is unreadable. `reason` says why, of a snapshot and a principal.
 */
export const judgeSnapshotShares = (
  { devices }: ImageFacts,
  shares: readonly SnapshotSharing[],
  isLetIn: (principal: Principal) => boolean,
  reason: (snapshot: string, principal: Principal) => string,
): readonly Failure[] => {
  const known = new Set<string>(shares.map(({ snapshot }) => snapshot));
  const unknown = devices
    .flatMap((device) => (device.kind === 'ebs' && device.snapshot !== null ? [device.snapshot] : []))
    .filter((snapshot) => !known.has(snapshot))
    .map((snapshot) => missing(`whom snapshot ${snapshot} is shared with`));
  const failing = shares.flatMap(({ snapshot, principals }) =>
    principals
      .filter((principal) => !isLetIn(principal))
      .map((principal): Failure => ({
        detail: { kind: 'snapshot-principal', snapshot, principal },
        reason: reason(snapshot, principal),
      })),
  );
  return [...failing, ...unknown];
};

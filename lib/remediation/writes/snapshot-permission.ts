import type { SnapshotId } from '../../model/ids.ts';
import type { Aspects } from '../../model/plan.ts';
import type { Principal } from '../../model/principal.ts';
import { changed, inverted, narrowed, restOf } from './launch-permission.ts';
import type { WriteKind } from './write-kind.ts';

/** Who may make volumes of a snapshot: ModifySnapshotAttribute with exactly these principals. */
export const snapshotPermission: WriteKind<'snapshot-permission'> = {
  kind: 'snapshot-permission',
  iamActions: ['ec2:DescribeImages', 'ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
  pace: { burst: 100, perSecond: 5 },
  reads: () => ['snapshotSharing'],
  rest: (write, aspects) => {
    const now = sharesOf(aspects, write.snapshot);
    // A snapshot that could not be read is left out of what was read: nobody knows what of it is so.
    if (now === null) return write;
    const rest = restOf(write, now);
    return rest === null ? null : { ...write, ...rest };
  },
  effect: ({ snapshot, add, remove }, before) => ({
    ...before,
    snapshotSharing: (before.snapshotSharing ?? []).map((share) =>
      share.snapshot === snapshot ? { snapshot, principals: changed(share.principals, add, remove) } : share,
    ),
  }),
  invert: (write, before, after) => {
    const { snapshot } = write;
    const inverse = inverted(write, sharesOf(before, snapshot) ?? [], sharesOf(after, snapshot) ?? []);
    return inverse === null ? [] : [{ kind: 'snapshot-permission', snapshot, ...inverse }];
  },
  narrow: (write, fresh) => {
    const both = write.snapshot === fresh.snapshot ? narrowed(write, fresh) : null;
    return both === null ? null : { ...write, ...both };
  },
};

const sharesOf = ({ snapshotSharing = [] }: Aspects, snapshot: SnapshotId): readonly Principal[] | null =>
  snapshotSharing.find((share) => share.snapshot === snapshot)?.principals ?? null;

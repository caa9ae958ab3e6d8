import type { SnapshotId } from '../../model/ids.ts';
import type { Aspects } from '../../model/plan.ts';
import { commonPrincipals, exceptPrincipals, type Principal } from '../../model/principal.ts';
import { changed, inverted } from './launch-permission.ts';
import type { WriteKind } from './write-kind.ts';

/** Who may make volumes of a snapshot: ModifySnapshotAttribute with exactly these principals. */
export const snapshotPermission: WriteKind<'snapshot-permission'> = {
  kind: 'snapshot-permission',
  iamActions: ['ec2:DescribeImages', 'ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
  reads: () => ['snapshotSharing'],
  left: ({ snapshot, add, remove }, aspects) => {
    const now = sharesOf(aspects, snapshot);
    return commonPrincipals(remove, now).length + exceptPrincipals(add, now).length;
  },
  effect: ({ snapshot, add, remove }, before) => ({
    ...before,
    snapshotSharing: (before.snapshotSharing ?? []).map((share) =>
      share.snapshot === snapshot ? { snapshot, principals: changed(share.principals, add, remove) } : share,
    ),
  }),
  invert: (write, before, after) => {
    const { snapshot } = write;
    const inverse = inverted(write, sharesOf(before, snapshot), sharesOf(after, snapshot));
    return inverse === null ? [] : [{ kind: 'snapshot-permission', snapshot, ...inverse }];
  },
  narrow: (write, fresh) => {
    if (write.snapshot !== fresh.snapshot) return null;
    const remove = commonPrincipals(write.remove, fresh.remove);
    return remove.length === 0 ? null : { ...write, remove };
  },
};

const sharesOf = ({ snapshotSharing = [] }: Aspects, snapshot: SnapshotId): readonly Principal[] =>
  snapshotSharing.find((share) => share.snapshot === snapshot)?.principals ?? [];

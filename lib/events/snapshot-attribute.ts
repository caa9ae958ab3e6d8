import type { SnapshotId } from '../model/ids.ts';
import type { CallChange, CallFamily } from './call.ts';
import { needSnapshot } from './need.ts';
import { sharesIn } from './principals.ts';
import { member } from './read.ts';

/** ModifySnapshotAttribute and ResetSnapshotAttribute: who may make volumes of a snapshot, and so read the image that it backs. */
export const snapshotAttribute: CallFamily = {
  calls: ['ModifySnapshotAttribute', 'ResetSnapshotAttribute'],
  read: ({ name, request }) => {
    const resets = name === 'ResetSnapshotAttribute';
    // Dropped by CloudTrail for its size: some snapshot was shared, with very many.
    if (request.members === null && !resets) return change([], { kind: 'snapshot-shared', added: [], removed: [] }, 'never');
    const snapshot = needSnapshot(member(request.members, 'snapshotId'), `${request.path}.snapshotId`);
    if (typeof snapshot !== 'string') return snapshot;
    if (request.members === null || resets) return change([snapshot], { kind: 'shares-reset' }, 'denied');
    const { added, removed, adds } = sharesIn(request.members, 'createVolumePermission');
    return change([snapshot], { kind: 'snapshot-shared', added, removed }, adds ? 'always' : 'never');
  },
};

const change = (
  snapshots: readonly SnapshotId[],
  detail: CallChange['detail'],
  refusal: CallChange['refusal'],
): CallChange => ({ kind: 'change', images: [], snapshots, touches: ['snapshots'], detail, refusal });

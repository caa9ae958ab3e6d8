import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallFamily, changeOf } from './call.ts';
import { needSnapshot } from './need.ts';
import { sharesIn } from './principals.ts';
import { member } from './read.ts';
import { unseen } from './unseen.ts';

/** ModifySnapshotAttribute and ResetSnapshotAttribute: who may make volumes of a snapshot, and so read the image that it backs. */
export const snapshotAttribute: CallFamily = {
  calls: ['ModifySnapshotAttribute', 'ResetSnapshotAttribute'],
  read: ({ name, request }) => {
    const resets = name === 'ResetSnapshotAttribute';
    if (request.members === null && !resets) return unseen('requestParameters', IMAGE_FACTS, 'never');
    const snapshot = needSnapshot(member(request.members, 'snapshotId'), `${request.path}.snapshotId`);
    if (typeof snapshot !== 'string') return snapshot;
    const named = { snapshots: [snapshot], touches: ['snapshotSharing'] } as const;
    if (request.members === null || resets) {
      return changeOf({ ...named, detail: { kind: 'shares-reset' }, refusal: 'denied' });
    }
    const { added, removed, adds } = sharesIn(request.members, 'createVolumePermission');
    const detail = { kind: 'snapshot-shared', added, removed } as const;
    return changeOf({ ...named, detail, refusal: adds ? 'always' : 'never' });
  },
};

import type { SnapshotId } from '../../model/ids.ts';
import type { Principal } from '../../model/principal.ts';
import type { ActionDefinition } from './action-definition.ts';
import { sorted } from './revoke.ts';

/** Takes exactly the principals that stand in a finding from each snapshot's permission, one request a snapshot. */
export const revokeSnapshotShares: ActionDefinition = {
  name: 'revoke-snapshot-shares',
  subjects: ['image'],
  writes: ['snapshot-permission'],
  iamActions: [],
  undo: 'granting again what was removed',
  manualOnly: false,
  reads: [],
  plan: (findings) => {
    const bySnapshot = new Map<SnapshotId, Principal[]>();
    for (const { detail } of findings) {
      if (detail.kind !== 'snapshot-principal') continue;
      bySnapshot.set(detail.snapshot, [...(bySnapshot.get(detail.snapshot) ?? []), detail.principal]);
    }
    return [...bySnapshot]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([snapshot, principals]) => ({
        kind: 'snapshot-permission',
        snapshot,
        add: [],
        remove: sorted(principals),
      }));
  },
  hindrance: null,
};

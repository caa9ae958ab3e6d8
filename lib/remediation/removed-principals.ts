import type { Action } from '../model/plan.ts';
import type { Principal } from '../model/principal.ts';

/** Everybody whom an action takes something away from: launch permission and snapshots alike. */
export const removedPrincipals = ({ writes }: Pick<Action, 'writes'>): readonly Principal[] =>
  writes.flatMap((write) =>
    write.kind === 'launch-permission' || write.kind === 'snapshot-permission' ? write.remove : [],
  );

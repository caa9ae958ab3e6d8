import type { MayDo, Permissions } from '../../ports/permissions.ts';
import type { Need } from './needs.ts';

/** A need, and what is known of each of its actions. */
export interface CheckedNeed {
  readonly of: string;
  readonly actions: readonly { readonly action: string; readonly mayDo: MayDo }[];
}

const UNASKED: MayDo = { kind: 'unknown', why: 'it was not asked' };

/** Looks up every action once, however many need it. */
export const checkNeeds = async (
  needs: readonly Need[],
  permissions: Permissions,
): Promise<readonly CheckedNeed[]> => {
  const all = [...new Set(needs.flatMap(({ actions }) => actions))].toSorted();
  const answers = await permissions.mayDo(all);
  return needs.map(({ of, actions }) => ({
    of,
    actions: actions.map((action) => ({ action, mayDo: answers.get(action) ?? UNASKED })),
  }));
};

/** The actions of an answer's kind, each once. */
export const actionsOfKind = (needs: readonly CheckedNeed[], kind: MayDo['kind']): readonly string[] => [
  ...new Set(
    needs.flatMap(({ actions }) =>
      actions.filter(({ mayDo }) => mayDo.kind === kind).map(({ action }) => action),
    ),
  ),
];

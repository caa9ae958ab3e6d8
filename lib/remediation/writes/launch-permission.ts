import { commonPrincipals, exceptPrincipals, type Principal } from '../../model/principal.ts';
import type { WriteKind } from './write-kind.ts';

/** Who may launch an image: ModifyImageAttribute with exactly these principals. */
export const launchPermission: WriteKind<'launch-permission'> = {
  kind: 'launch-permission',
  iamActions: ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'],
  reads: () => ['launchPermission'],
  left: ({ add, remove }, { launchPermission: now = [] }) =>
    commonPrincipals(remove, now).length + exceptPrincipals(add, now).length,
  effect: ({ add, remove }, before) => ({
    ...before,
    launchPermission: changed(before.launchPermission ?? [], add, remove),
  }),
  invert: (write, before, after) => {
    const [was, is] = [before.launchPermission ?? [], after.launchPermission ?? []];
    const inverse = inverted(write, was, is);
    return inverse === null ? [] : [{ kind: 'launch-permission', ...inverse }];
  },
  narrow: (write, fresh) => {
    const remove = commonPrincipals(write.remove, fresh.remove);
    return remove.length === 0 ? null : { ...write, remove };
  },
};

interface Change {
  readonly add: readonly Principal[];
  readonly remove: readonly Principal[];
}

/** A set of principals after a change. */
export const changed = (
  before: readonly Principal[],
  add: readonly Principal[],
  remove: readonly Principal[],
): readonly Principal[] => {
  const kept = exceptPrincipals(before, remove);
  return [...kept, ...exceptPrincipals(add, kept)];
};

/** What takes a change of a set of principals back: null when it changed nothing. */
export const inverted = (
  { add, remove }: Change,
  before: readonly Principal[],
  after: readonly Principal[],
): Change | null => {
  const again = exceptPrincipals(commonPrincipals(remove, before), after);
  const away = exceptPrincipals(commonPrincipals(add, after), before);
  return again.length === 0 && away.length === 0 ? null : { add: again, remove: away };
};

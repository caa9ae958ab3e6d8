import type { Write } from '../../model/plan.ts';
import { commonPrincipals, exceptPrincipals, type Principal } from '../../model/principal.ts';
import type { WriteKind } from './write-kind.ts';

/** Who may launch an image: ModifyImageAttribute with exactly these principals. */
export const launchPermission: WriteKind<'launch-permission'> = {
  kind: 'launch-permission',
  iamActions: ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'],
  pace: { burst: 100, perSecond: 5 },
  reads: () => ['launchPermission'],
  rest: (write, { launchPermission: now }) => {
    if (now === undefined) return write;
    const rest = restOf(write, now);
    return rest === null ? null : { ...write, ...rest };
  },
  effect: ({ add, remove }, before) => ({
    ...before,
    launchPermission: changed(before.launchPermission ?? [], add, remove),
  }),
  invert: (write, before, after) => {
    const inverse = inverted(write, before.launchPermission ?? [], after.launchPermission ?? []);
    return inverse === null ? [] : [{ kind: 'launch-permission', ...inverse }];
  },
  narrow: (write, fresh) => {
    const both = narrowed(write, fresh);
    return both === null ? null : { ...write, ...both };
  },
};

/**
 * What shares an image with these, in as few requests as is safe: public in one of its own and the last, because block public
 * access refuses a request in which it stands whole, and then nobody else would be let in again either.
 */
export const grantsOf = (principals: readonly Principal[]): readonly Write[] => {
  const everybody = principals.filter(({ kind }) => kind === 'public');
  const others = principals.filter(({ kind }) => kind !== 'public');
  return [others, everybody]
    .filter((add) => add.length > 0)
    .map((add) => ({ kind: 'launch-permission', add, remove: [] }));
};

/** What becomes of a set of principals. */
export interface PrincipalChange {
  readonly add: readonly Principal[];
  readonly remove: readonly Principal[];
}

const someOf = (change: PrincipalChange): PrincipalChange | null =>
  change.add.length === 0 && change.remove.length === 0 ? null : change;

/** A set of principals after a change. */
export const changed = (
  before: readonly Principal[],
  add: readonly Principal[],
  remove: readonly Principal[],
): readonly Principal[] => {
  const kept = exceptPrincipals(before, remove);
  return [...kept, ...exceptPrincipals(add, kept)];
};

/** The part of a change that is not so; null when all of it is. */
export const restOf = ({ add, remove }: PrincipalChange, now: readonly Principal[]): PrincipalChange | null =>
  someOf({ add: exceptPrincipals(add, now), remove: commonPrincipals(remove, now) });

/** What takes a change back: null when it changed nothing. */
export const inverted = (
  { add, remove }: PrincipalChange,
  before: readonly Principal[],
  after: readonly Principal[],
): PrincipalChange | null =>
  someOf({
    add: exceptPrincipals(commonPrincipals(remove, before), after),
    remove: exceptPrincipals(commonPrincipals(add, after), before),
  });

/** What two changes have in common; null when that is nothing. */
export const narrowed = (change: PrincipalChange, fresh: PrincipalChange): PrincipalChange | null =>
  someOf({
    add: commonPrincipals(change.add, fresh.add),
    remove: commonPrincipals(change.remove, fresh.remove),
  });

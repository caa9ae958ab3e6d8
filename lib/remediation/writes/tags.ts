import type { Write } from '../../model/plan.ts';
import type { WriteKind } from './write-kind.ts';

type Tags = Readonly<Record<string, string>>;

/**
 * Tags of an image: CreateTags for those that are missing, DeleteTags for those that still have the value that we gave. A value
 * that somebody else gave meanwhile is theirs: then nothing is left to do.
 */
export const tags: WriteKind<'tags'> = {
  kind: 'tags',
  iamActions: ['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:DescribeImages'],
  pace: { burst: 100, perSecond: 10 },
  reads: () => ['image'],
  rest: (write, { tags: now }) =>
    now === undefined
      ? write
      : someOf(
          write,
          ([tag]) => !Object.hasOwn(now, tag),
          ([tag, value]) => has(now, tag, value),
        ),
  effect: ({ set, remove }, before) => ({
    ...before,
    tags: only({ ...set, ...before.tags }, ([tag, value]) => !has(remove, tag, value)),
  }),
  invert: ({ set, remove }, { tags: before = {} }, { tags: after }) => {
    const ours = only(
      set,
      ([tag, value]) => !Object.hasOwn(before, tag) && (after === undefined || has(after, tag, value)),
    );
    const lost = only(
      remove,
      ([tag, value]) => has(before, tag, value) && (after === undefined || !Object.hasOwn(after, tag)),
    );
    const writes: readonly Extract<Write, { kind: 'tags' }>[] = [
      { kind: 'tags', set: lost, remove: {} },
      { kind: 'tags', set: {}, remove: ours },
    ];
    return writes.filter((write) => sizeOf(write) > 0);
  },
  narrow: (write, fresh) =>
    someOf(
      write,
      ([tag]) => Object.hasOwn(fresh.set, tag),
      ([tag]) => Object.hasOwn(fresh.remove, tag),
    ),
};

type Entry = readonly [string, string];

const only = (all: Tags, keeps: (entry: Entry) => boolean): Tags =>
  Object.fromEntries(Object.entries(all).filter(keeps));

const has = (all: Tags, tag: string, value: string): boolean => Object.hasOwn(all, tag) && all[tag] === value;

const sizeOf = ({ set, remove }: Extract<Write, { kind: 'tags' }>): number =>
  Object.keys(set).length + Object.keys(remove).length;

const someOf = (
  write: Extract<Write, { kind: 'tags' }>,
  sets: (entry: Entry) => boolean,
  removes: (entry: Entry) => boolean,
): Extract<Write, { kind: 'tags' }> | null => {
  const some = { ...write, set: only(write.set, sets), remove: only(write.remove, removes) };
  return sizeOf(some) === 0 ? null : some;
};

import type { Aspects } from '../../model/plan.ts';
import type { WriteKind } from './write-kind.ts';

type Tags = Readonly<Record<string, string>>;

const valueOf = ({ tags = {} }: Aspects, tag: string): string | null =>
  Object.hasOwn(tags, tag) ? (tags[tag] ?? null) : null;

/** Tags of an image: CreateTags for those that are missing, DeleteTags for those that we set. */
export const tags: WriteKind<'tags'> = {
  kind: 'tags',
  iamActions: ['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:DescribeImages'],
  reads: () => ['image'],
  left: ({ set, remove }, now) =>
    // A value that somebody else gave meanwhile is theirs: nothing is left to do.
    Object.keys(set).filter((tag) => valueOf(now, tag) === null).length +
    remove.filter((tag) => valueOf(now, tag) !== null).length,
  effect: ({ set, remove }, before) => ({
    ...before,
    tags: without({ ...set, ...before.tags }, remove),
  }),
  invert: ({ set, remove }, before, after) => {
    const ours = Object.keys(set).filter(
      (tag) => valueOf(before, tag) === null && valueOf(after, tag) === set[tag],
    );
    const lost = remove.filter((tag) => valueOf(before, tag) !== null && valueOf(after, tag) === null);
    const again = Object.fromEntries(lost.map((tag) => [tag, valueOf(before, tag) ?? '']));
    return [
      ...(lost.length === 0 ? [] : [{ kind: 'tags' as const, set: again, remove: [] }]),
      ...(ours.length === 0 ? [] : [{ kind: 'tags' as const, set: {}, remove: ours }]),
    ];
  },
  narrow: (write, fresh) => {
    const set = Object.fromEntries(Object.entries(write.set).filter(([tag]) => Object.hasOwn(fresh.set, tag)));
    return Object.keys(set).length === 0 ? null : { ...write, set };
  },
};

const without = (all: Tags, remove: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(all).filter(([tag]) => !remove.includes(tag)));

import type { ImageId } from '../../model/ids.ts';
import type { Aspects } from '../../model/plan.ts';
import type { Principal } from '../../model/principal.ts';
import { changed, inverted, narrowed, restOf } from './launch-permission.ts';
import type { WriteKind } from './write-kind.ts';

/** Who may launch a copy of an image: ModifyImageAttribute of the copy with exactly these principals. */
export const copyPermission: WriteKind<'copy-permission'> = {
  kind: 'copy-permission',
  iamActions: ['ec2:DescribeImageAttribute', 'ec2:DescribeImages', 'ec2:ModifyImageAttribute'],
  pace: { burst: 100, perSecond: 5 },
  reads: () => ['copies'],
  rest: (write, aspects) => {
    const now = sharesOf(aspects, write.copy);
    if (now === null) return write;
    const rest = restOf(write, now);
    return rest === null ? null : { ...write, ...rest };
  },
  effect: ({ copy, add, remove }, before) => ({
    ...before,
    copies: (before.copies ?? []).map((one) =>
      one.image === copy ? { ...one, launchPermission: changed(one.launchPermission, add, remove) } : one,
    ),
  }),
  invert: (write, before, after) => {
    const { copy } = write;
    const inverse = inverted(write, sharesOf(before, copy) ?? [], sharesOf(after, copy) ?? []);
    return inverse === null ? [] : [{ kind: 'copy-permission', copy, ...inverse }];
  },
  narrow: (write, fresh) => {
    const both = write.copy === fresh.copy ? narrowed(write, fresh) : null;
    return both === null ? null : { ...write, ...both };
  },
};

const sharesOf = ({ copies = [] }: Aspects, copy: ImageId): readonly Principal[] | null =>
  copies.find(({ image }) => image === copy)?.launchPermission ?? null;

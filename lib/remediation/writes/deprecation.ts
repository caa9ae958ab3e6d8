import type { WriteKind } from './write-kind.ts';

/** AWS keeps a deprecation date to the minute (EnableImageDeprecation: seconds are rounded to the nearest minute). */
const minute = (at: string | null): number | null => (at === null ? null : Math.round(Date.parse(at) / 60_000));

/** From when on an image is deprecated: EnableImageDeprecation, DisableImageDeprecation. */
export const deprecation: WriteKind<'deprecation'> = {
  kind: 'deprecation',
  iamActions: ['ec2:DescribeImages', 'ec2:DisableImageDeprecation', 'ec2:EnableImageDeprecation'],
  reads: () => ['image'],
  left: ({ at }, { deprecatedAt = null }) => (minute(at) === minute(deprecatedAt) ? 0 : 1),
  effect: ({ at }, before) => ({ ...before, deprecatedAt: at }),
  invert: ({ at }, { deprecatedAt: was = null }, { deprecatedAt: is = null }) =>
    minute(is) === minute(at) && minute(was) !== minute(is) ? [{ kind: 'deprecation', at: was }] : [],
  narrow: (write, fresh) => (fresh.at === null ? null : write),
};

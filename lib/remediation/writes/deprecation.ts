import type { WriteKind } from './write-kind.ts';

/** EC2 keeps a deprecation date to the minute (EnableImageDeprecation: seconds are rounded to the nearest minute). */
const minute = (at: string | null): number | null =>
  at === null ? null : Math.round(Date.parse(at) / 60_000);

/** From when on an image is deprecated: EnableImageDeprecation, DisableImageDeprecation. */
export const deprecation: WriteKind<'deprecation'> = {
  kind: 'deprecation',
  iamActions: ['ec2:DescribeImages', 'ec2:DisableImageDeprecation', 'ec2:EnableImageDeprecation'],
  pace: { burst: 50, perSecond: 5 },
  reads: () => ['image'],
  rest: (write, { deprecatedAt: now }) =>
    now !== undefined && minute(write.at) === minute(now) ? null : write,
  effect: ({ at }, before) => ({ ...before, deprecatedAt: at }),
  invert: ({ at }, { deprecatedAt: was = null }, { deprecatedAt: is = at }) =>
    minute(is) === minute(at) && minute(was) !== minute(is) ? [{ kind: 'deprecation', at: was }] : [],
  // The later of the two: nobody is given less time than both say, and a date that has passed meanwhile would be refused.
  narrow: (write, fresh) => {
    if (write.at === null || fresh.at === null) return write.at === fresh.at ? write : null;
    return Date.parse(fresh.at) > Date.parse(write.at) ? fresh : write;
  },
};

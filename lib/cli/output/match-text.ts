import type { Match } from '../../model/policy.ts';

const NAMES = {
  accounts: 'accounts',
  units: 'units',
  regions: 'regions',
  accountTags: 'account tags',
  imageTags: 'image tags',
  images: 'images',
  severity: 'severity',
} as const satisfies Readonly<Record<keyof Match, string>>;

/** A scope in words: `accounts 111122223333; images name:agent-*`. */
export const matchText = (match: Match): string =>
  (Object.keys(NAMES) as (keyof Match)[])
    .flatMap((member) => {
      const value = match[member];
      return value === undefined ? [] : [`${NAMES[member]} ${valueText(value)}`];
    })
    .join('; ');

const valueText = (value: NonNullable<Match[keyof Match]>): string =>
  isList(value)
    ? value.join(', ')
    : Object.entries(value)
        .map((pair) => pair.join('='))
        .join(', ');

const isList = (
  value: NonNullable<Match[keyof Match]>,
): value is readonly string[] & NonNullable<Match['severity']> => Array.isArray(value);

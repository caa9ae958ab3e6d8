import { describe, expect, it } from 'vitest';
import { keyIsAllowed } from '../../../lib/policy/kms-keys.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';
const known = (...aliases: readonly string[]) => [
  { key: 'arn:other', aliases: ['alias/other'] },
  { key: KEY, aliases },
];

describe('keyIsAllowed', () => {
  it.each([
    ['no key is named', [], null, true],
    ['its ARN', [KEY], null, true],
    ['a glob over ARNs', ['arn:aws:kms:*:111122223333:key/*'], null, true],
    ['a glob over others', ['arn:aws:kms:*:222233334444:key/*'], null, false],
    ['its account', ['111122223333'], null, true],
    ['another account', ['222233334444'], null, false],
    ['an account that is a part of it', ['11112222333'], null, false],
    ['one of several', ['222233334444', KEY], null, true],
    ['an alias that it has', ['alias/ami-*'], known('alias/x', 'alias/ami-1'), true],
    ['an alias that it has not', ['alias/ami-*'], known('alias/x'), false],
    ['an alias, and it has none', ['alias/ami-*'], known(), false],
    ["another key's alias", ['alias/other'], known(), false],
    ['an alias, and nobody knows its aliases', ['alias/ami-*'], null, null],
    [
      'an alias, and nobody knows those of this one',
      ['alias/ami-*'],
      [{ key: 'arn:other', aliases: ['alias/ami-1'] }],
      null,
    ],
    ['an alias, beside its account', ['alias/ami-*', '111122223333'], null, true],
    ['an alias, beside another account', ['222233334444', 'alias/ami-*'], known('alias/ami-2'), true],
    ['twelve digits and more', ['x111122223333'], null, false],
    ['more than twelve digits', ['1111222233334'], null, false],
    ['one of two aliases', ['alias/x', 'alias/y'], known('alias/y'), true],
    ['an alias without glob', ['alias/ami'], known('alias/ami-2'), false],
  ] as const)('%s', (_, wanted, aliases, allowed) => {
    expect(keyIsAllowed(KEY, wanted, aliases)).toBe(allowed);
  });
});

import { describe, expect, it } from 'vitest';
import { isListedOwner, ownsListed } from '../../../lib/policy/owners.ts';
import { exampleOrganization } from '../../cases/organization.ts';

describe('isListedOwner', () => {
  it.each([
    [['111122223333'], '111122223333', true],
    [['111122223333'], '222233334444', false],
    [['self'], '222233334444', true],
    [['self'], '123456789012', true],
    [['self'], '012345678901', false],
    [['self'], 'amazon', false],
    [['amazon', 'aws-marketplace'], 'aws-marketplace', true],
    [['amazon'], 'aws-backup-vault', false],
    [['amazon'], '111122223333', false],
    [['amazon'], null, false],
    [['amazon', 'self'], null, null],
    [['amazon', '111122223333'], null, null],
    [[], '111122223333', false],
    [[], null, false],
  ] as const)('%j, %s: %s', (owners, word, listed) => {
    expect(isListedOwner(owners, word, exampleOrganization)).toBe(listed);
  });
});

describe('ownsListed', () => {
  it('takes either name of an owner, and knows nobody by none', () => {
    const amazon = { account: '012345678901', alias: 'amazon' };
    expect(ownsListed(['amazon'], amazon, exampleOrganization)).toBe(true);
    expect(ownsListed(['012345678901'], amazon, exampleOrganization)).toBe(true);
    expect(ownsListed(['self'], amazon, exampleOrganization)).toBe(false);
    expect(ownsListed(['self', 'amazon'], { account: null, alias: null }, exampleOrganization)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { factsFor } from '../../../lib/policy/facts-for.ts';
import { policyOf } from './policy-of.ts';

const facts = (
  text: string,
  touched: Parameters<typeof factsFor>[1],
  account = '111122223333',
  region = 'us-east-1',
) => factsFor(policyOf(`version: 1\n${text}`), touched, account, region);

describe('factsFor', () => {
  it('reads for a share what judges shares', () => {
    const rules =
      'rules: { public-sharing: {}, sharing: {}, encryption: {}, required-tags: { tags: { Owner: true } } }';
    expect(facts(rules, ['launchPermission'])).toEqual(['launchPermission']);
    expect(facts(rules, ['image'])).toEqual(['image', 'snapshots']);
    expect(facts(rules, ['image', 'launchPermission', 'snapshots'])).toEqual([
      'image',
      'launchPermission',
      'snapshots',
    ]);
    expect(facts(rules, [])).toEqual([]);
  });

  it('reads nothing for rules that are off, here or everywhere', () => {
    const text = `
rules: { sharing: { mode: 'off' }, public-sharing: {} }
overrides: [{ match: { accounts: ['222233334444'] }, rules: { public-sharing: { mode: 'off' } } }]`;
    expect(facts(text, ['launchPermission'])).toEqual(['launchPermission']);
    expect(facts(text, ['launchPermission'], '222233334444')).toEqual([]);
  });

  it('reads on where only the organisation can tell whether a rule is off', () => {
    const text = `
rules: { sharing: { mode: 'off' } }
overrides: [{ match: { ous: [Root/Sandbox] }, rules: { sharing: { mode: audit } } }]`;
    expect(facts(text, ['launchPermission'])).toEqual(['launchPermission']);
  });

  const waiver = `
rules: { public-sharing: {}, encryption: {} }
waivers:
  - { id: W, rules: [public-sharing], match: { accounts: ['111122223333'], images: ['name:a-*'] }, reason: r, owner: o, expires: 2027-01-01 }`;

  it('reads the image where a waiver may ask for its name', () => {
    expect(facts(waiver, ['launchPermission'])).toEqual(['image', 'launchPermission']);
    expect(facts(waiver, ['launchPermission'], '222233334444')).toEqual(['launchPermission']);
    expect(
      facts(waiver.replace('[public-sharing], match', '[encryption], match'), ['launchPermission']),
    ).toEqual(['launchPermission']);
    expect(facts(waiver.replace('name:a-*', 'ami-0123456789abcdef0'), ['launchPermission'])).toEqual([
      'launchPermission',
    ]);
  });

  it('reads the image where an override asks for its tags, or a route for its name', () => {
    const override =
      'rules: { sharing: {} }\noverrides: [{ match: { imageTags: { a: b }, regions: [eu-*] }, rules: { sharing: { mode: notify } } }]';
    expect(facts(override, ['launchPermission'], '111122223333', 'eu-west-1')).toEqual([
      'image',
      'launchPermission',
    ]);
    expect(facts(override, ['launchPermission'])).toEqual(['launchPermission']);
    const route =
      "rules: { sharing: {} }\nnotify: { routes: [{ match: { images: ['name:a-*'] }, to: { slack: '#a' } }] }";
    expect(facts(route, ['launchPermission'])).toEqual(['image', 'launchPermission']);
  });
});

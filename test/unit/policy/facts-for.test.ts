import { describe, expect, it } from 'vitest';
import type { SubjectKind } from '../../../lib/model/subject.ts';
import { factsFor, factsOfRules } from '../../../lib/policy/facts-for.ts';
import { FACTS } from '../../../lib/policy/source/facts.ts';
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

  const of = (kind: SubjectKind, text: string, touched: Parameters<typeof factsFor>[1] = FACTS) =>
    factsFor(policyOf(`version: 1\n${text}`), touched, '111122223333', 'us-east-1', kind);

  it('reads for subjects of each kind what their rules read', () => {
    const rules = 'rules: { sharing: {}, launch: {}, guardrails: {}, quota: {} }';
    expect(of('image', rules)).toEqual(['launchPermission', 'shareQuota']);
    expect(of('instance', rules)).toEqual(['image', 'instance']);
    expect(of('account-region', rules)).toEqual([
      'ebsEncryption',
      'imageBlockPublicAccess',
      'quotas',
      'snapshotBlockPublicAccess',
    ]);
    expect(of('account-region', rules, ['quotas'])).toEqual(['quotas']);
    expect(of('instance', rules, ['launchPermission'])).toEqual([]);
  });

  it.each([
    ['public-sharing: {}', ['launchPermission']],
    ['public-sharing: { also: [snapshots] }', ['image', 'launchPermission', 'snapshotSharing']],
    ['snapshot-sharing: {}', ['image', 'snapshotSharing']],
    ['export: {}', ['exports']],
    ["encryption: { kmsKeys: ['111122223333'] }", ['image', 'snapshots']],
    ['encryption: { kmsKeys: [alias/a] }', ['image', 'keyAliases', 'snapshots']],
    ['naming: { pattern: a }', ['image']],
    ['image-shape: {}', ['image']],
    ['age: {}', ['image']],
    ['age: { unusedFor: 1d }', ['image', 'references']],
    ["provenance: { watermarks: ['111122223333:a'] }", ['image']],
    ['provenance: { sourceImages: [ami-0123456789abcdef0] }', ['ancestry', 'image']],
    ['provenance: { sourceOwners: [self] }', ['ancestry', 'image']],
    ['provenance: { ancestorOwners: [self] }', ['ancestry', 'image']],
    ['sharing: { match: { regions: [eu-*] } }', []],
    ['sharing: { match: { ous: [Root] } }', ['launchPermission']],
    ['sharing: { match: { images: [ami-0123456789abcdef0] } }', ['launchPermission']],
    ["sharing: { match: { images: ['name:a'] } }", ['image', 'launchPermission']],
    ['sharing: { match: { imageTags: { a: b } } }', ['image', 'launchPermission']],
  ])('%s reads %j', (rule, facts) => {
    expect(of('image', `rules: { ${rule} }`)).toEqual(facts);
  });

  it.each([
    ['{}', ['imageBlockPublicAccess', 'snapshotBlockPublicAccess', 'ebsEncryption']],
    [
      '{ allowedImages: audit-mode, ebsEncryption: false }',
      ['imageBlockPublicAccess', 'snapshotBlockPublicAccess', 'allowedImages'],
    ],
    ['{ imageBlockPublicAccess: none, snapshotBlockPublicAccess: none }', ['ebsEncryption']],
    ['{ imageBlockPublicAccess: none, snapshotBlockPublicAccess: none, ebsEncryption: false }', []],
    ["{ match: { images: ['name:a'] } }", []],
  ])('guardrails: %s reads %j', (rule, facts) => {
    expect(of('account-region', `rules: { guardrails: ${rule} }`)).toEqual(facts.toSorted());
  });

  it('reads what an override asks for that may hold, and none that does not', () => {
    const override = (match: string) =>
      `rules: { age: {} }\noverrides: [{ match: ${match}, rules: { age: { unusedFor: 1d } } }]`;
    expect(of('image', override('{ ous: [Root] }'))).toEqual(['image', 'references']);
    expect(of('image', override("{ accounts: ['111122223333'] }"))).toEqual(['image', 'references']);
    expect(of('image', override("{ accounts: ['222233334444'] }"))).toEqual(['image']);
    expect(
      of(
        'image',
        override('{ ous: [Root] }')
          .replace('age: {}', 'age: { unusedFor: 1d }')
          .replace('unusedFor: 1d } } }]', 'unusedFor: none } } }]'),
      ),
    ).toEqual(['image', 'references']);
  });

  it('reads no image for an account, whatever scopes ask for it', () => {
    const scopes = `rules: { guardrails: {} }
overrides: [{ match: { images: ['name:a'] }, rules: { guardrails: { mode: notify } } }]
notify: { routes: [{ match: { images: ['name:a-*'] }, to: { slack: '#a' } }] }`;
    expect(of('account-region', scopes)).not.toContain('image');
  });

  it('reads the image where sharing, whose list the snapshots borrow, asks for it', () => {
    const text = `rules: { sharing: { mode: 'off' }, snapshot-sharing: {} }
overrides: [{ match: { imageTags: { a: b } }, rules: { sharing: { allow: { orgs: [self] } } } }]`;
    expect(of('image', text, ['snapshotSharing'])).toEqual(['image', 'snapshotSharing']);
  });

  const asking = 'match: { imageTags: { a: b } }';

  it.each([
    [
      'an override of the rule, among others',
      `overrides: [{ ${asking}, rules: { sharing: {}, export: {} } }]`,
      true,
    ],
    ['an override of other rules', `overrides: [{ ${asking}, rules: { export: {} } }]`, false],
    [
      'a waiver of the rule, among others',
      `waivers: [{ id: W, rules: [export, sharing], ${asking}, reason: r, owner: o, expires: 2027-01-01 }]`,
      true,
    ],
    [
      'a waiver of other rules',
      `waivers: [{ id: W, rules: [export], ${asking}, reason: r, owner: o, expires: 2027-01-01 }]`,
      false,
    ],
    ['a route', "notify: { routes: [{ match: { images: ['name:a'] }, to: { slack: '#a' } }] }", true],
    [
      'a route elsewhere',
      "notify: { routes: [{ match: { images: ['name:a'], regions: [eu-*] }, to: { slack: '#a' } }] }",
      false,
    ],
  ])('%s', (_, more, reads) => {
    const facts = of('image', `rules: { sharing: {}, export: {} }\n${more}`, ['launchPermission']);
    expect(facts).toEqual(reads ? ['image', 'launchPermission'] : ['launchPermission']);
  });

  it('reads nothing at all where no rule is judged, whoever asks for the image', () => {
    const route = "notify: { routes: [{ match: { images: ['name:a'] }, to: { slack: '#a' } }] }";
    expect(of('image', `rules: { sharing: {} }\n${route}`, ['exports'])).toEqual([]);
  });

  it('takes no change of another rule for one of this', () => {
    const text = `rules: { sharing: {}, age: {} }
overrides: [{ match: { ous: [Root] }, rules: { age: { unusedFor: 1d }, sharing: {} } }]`;
    expect(of('image', text, ['launchPermission'])).toEqual(['launchPermission']);
  });

  it('knows all that the rules of a place read', () => {
    const bundle = policyOf(
      "version: 1\nrules: { sharing: { match: { imageTags: { a: b } } }, export: { mode: 'off' }, guardrails: {} }",
    );
    expect(factsOfRules(bundle, '111122223333', 'us-east-1', 'image')).toEqual(['image', 'launchPermission']);
    expect(factsOfRules(bundle, '111122223333', 'us-east-1', 'instance')).toEqual([]);
  });
});

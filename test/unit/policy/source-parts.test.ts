import { describe, expect, it } from 'vitest';
import type { Match } from '../../../lib/model/policy.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { didYouMean, someOf } from '../../../lib/policy/source/did-you-mean.ts';
import { readYaml } from '../../../lib/policy/source/read-yaml.ts';
import { contains, disjoint } from '../../../lib/policy/source/scope-relation.ts';
import { Steps } from '../../../lib/policy/source/steps.ts';
import { asked, fewer, lower, more, narrower } from '../../../lib/policy/source/strictness.ts';
import { exampleOrganization } from '../../cases/organization.ts';

const AT = new Date('2026-09-01T12:00:00Z');
const PLACE = { account: '222233334444', region: 'us-east-1' };

const problemsOf = (text: string): readonly string[] => {
  const compiled = compilePolicy([{ name: 'p.yaml', text }]);
  return compiled.ok ? [] : compiled.problems;
};

describe('the subject that a test describes', () => {
  it('is ordinary where the test is silent', () => {
    const { image, ...around } = buildState({ ...PLACE, image: {} }, exampleOrganization, AT);
    expect(image).toEqual({
      kind: 'known',
      value: {
        ...{ name: 'unnamed', description: null, state: 'available', public: false },
        ...{ createdAt: '2026-09-01T12:00:00.000Z', deprecatedAt: null, lastLaunchedAt: null },
        ...{
          architecture: 'x86_64',
          virtualization: 'hvm',
          rootDeviceType: 'ebs',
          rootDeviceName: '/dev/xvda',
        },
        ...{ bootMode: null, imdsSupport: null, tpmSupport: null, enaSupport: true, platform: null },
        ...{ sourceImage: null, sourceRegion: null, sourceInstance: null, owner: '222233334444' },
        ...{ ownerAlias: null, deregistrationProtection: null, productCodes: [], watermarks: [] },
        ...{ tags: {}, devices: [] },
      },
    });
    expect(around).toMatchObject({
      references: { value: [] },
      ancestry: { value: { ancestors: [], complete: true } },
      exports: { value: [] },
      shareQuota: { value: 1000 },
    });
  });

  it('is as the test says', () => {
    const given = {
      ...PLACE,
      unreadable: { exports: 'AccessDenied' },
      image: {
        description: 'web',
        platform: 'windows',
        launchPermission: ['111122223333', 'public', 'o-partner1234', 'ou-ab12-workl001'],
        ancestry: [{ image: 'ami-0aaaaaaaaaaaaaaa1' }],
        references: ['arn:aws:ec2:us-east-1:222233334444:launch-template/lt-1'],
        devices: [
          {
            encrypted: 'unknown' as const,
            kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/1',
            aliases: ['alias/a'],
          },
          { encrypted: false, sharedWith: 'unknown' as const },
          { snapshot: 'none' as const },
          { kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/2' },
        ],
      },
    };
    const state = buildState(given, exampleOrganization, AT);
    expect(state.image).toMatchObject({
      value: {
        ...{ description: 'web', platform: 'windows', public: true, sourceImage: 'ami-0aaaaaaaaaaaaaaa1' },
        devices: [{ encrypted: null }, { encrypted: false }, { snapshot: null }, { encrypted: true }],
      },
    });
    expect(state.launchPermission).toMatchObject({
      value: [
        { kind: 'account', account: '111122223333' },
        { kind: 'public' },
        {
          kind: 'organization',
          organization: 'o-partner1234',
          arn: 'arn:aws:organizations::123456789012:organization/o-partner1234',
        },
        {
          kind: 'unit',
          organization: 'o-exampleorg1',
          unit: 'ou-ab12-workl001',
          arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-workl001',
        },
      ],
    });
    expect(state.snapshots).toMatchObject({
      value: [{ encrypted: true }, { encrypted: false }, { encrypted: true }],
    });
    expect(state.snapshotSharing).toMatchObject({ value: [{ principals: [] }, { principals: [] }] });
    expect(state.keyAliases).toEqual({
      kind: 'known',
      value: [
        { key: 'arn:aws:kms:us-east-1:111122223333:key/1', aliases: ['alias/a'] },
        { key: 'arn:aws:kms:us-east-1:111122223333:key/2', aliases: [] },
      ],
    });
    expect(state.references).toMatchObject({
      value: [
        {
          resourceType: 'ec2:LaunchTemplate',
          arn: 'arn:aws:ec2:us-east-1:222233334444:launch-template/lt-1',
        },
      ],
    });
    expect(state.exports).toMatchObject({ kind: 'fault', code: 'AccessDenied', retryable: false });
  });

  it('is public only when it is shared with everybody', () => {
    const shared = (launchPermission: readonly string[]) =>
      buildState({ ...PLACE, image: { launchPermission: [...launchPermission] } }, exampleOrganization, AT)
        .image;
    expect(shared(['111122223333'])).toMatchObject({ value: { public: false } });
    expect(shared(['111122223333', 'public'])).toMatchObject({ value: { public: true } });
  });

  it('is an instance that runs, or a place with its quotas', () => {
    const instance = buildState({ ...PLACE, instance: {} }, exampleOrganization, AT);
    expect(instance.instance).toMatchObject({
      value: { instance: 'i-0123456789abcdef0', image: 'ami-0123456789abcdef0', state: 'running' },
    });
    const place = buildState({ ...PLACE, quotas: { amis: 'unknown' } }, exampleOrganization, AT);
    expect(place.quotas).toEqual({
      kind: 'known',
      value: [
        { quota: 'public-amis', used: 0, limit: 5, reachesAt: null },
        { quota: 'snapshots', used: 0, limit: 100_000, reachesAt: null },
      ],
    });
  });
});

const steps = (): Steps => new Steps(1000);
const images = (...names: readonly string[]): Match => ({ images: names });
const regions = (...names: readonly string[]): Match => ({ regions: names });

describe('scopes that have nothing in common', () => {
  it.each<readonly [Match, Match, boolean]>([
    [{ accounts: ['111122223333'] }, { accounts: ['222233334444'] }, true],
    [{ accounts: ['111122223333', '222233334444'] }, { accounts: ['222233334444'] }, false],
    [regions('eu-west-1'), regions('us-*'), true],
    [regions('us-*'), regions('eu-west-1'), true],
    [regions('us-*'), regions('us-east-1'), false],
    [regions('eu-*'), regions('us-*'), true],
    [regions('eu-*'), regions('eu-west-*'), false],
    [regions('eu-west-*'), regions('eu-*'), false],
    [images('ami-0aaaaaaaaaaaaaaa1'), images('ami-0aaaaaaaaaaaaaaa2'), true],
    [images('ami-0aaaaaaaaaaaaaaa1'), images('ami-0aaaaaaaaaaaaaaa1'), false],
    [images('ami-0aaaaaaaaaaaaaaa1'), images('name:web'), false],
    [images('name:web'), images('name:app'), true],
    [images('name:web-*'), images('name:web-1'), false],
    [images('name:w*'), images('name:a*'), true],
    [{ imageTags: { Owner: 'a' } }, { imageTags: { Owner: 'b' } }, true],
    [{ imageTags: { Owner: 'a' } }, { imageTags: { Team: 'b' } }, false],
    [{ imageTags: { Owner: 'a' } }, {}, false],
    [{ accountTags: { env: 'prod' } }, { accountTags: { env: 'p*' } }, false],
    [{ accounts: ['111122223333'] }, {}, false],
    [{ accounts: ['1', '2'] }, { accounts: ['3', '4'] }, true],
    [{ accounts: ['1', '2'] }, { accounts: ['3', '2'] }, false],
    [{ severity: ['high'] }, { severity: ['low'] }, true],
    [{ units: ['Root/Prod'] }, { units: ['Root/Dev'] }, true],
    [{ units: ['Root/Prod'] }, { units: ['Root/Prod/Web'] }, false],
    [{ units: ['Root/Prod/Web'] }, { units: ['Root/Prod'] }, false],
    [{ units: ['Root/Prod'] }, { units: ['ou-ab12-workl001'] }, false],
    [regions('eu-*', 'us-*'), regions('ap-*', 'us-east-1'), false],
    [regions('eu-*', 'us-*'), regions('ap-*', 'af-*'), true],
    [regions('eu-*', 'ap-*'), regions('ap-*'), false],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(disjoint(one, other, steps())).toBe(expected);
  });

  it('are not looked for beyond the steps that there are', () => {
    expect(disjoint({ accounts: ['1'] }, { accounts: ['2'] }, new Steps(1))).toBe(false);
    expect(disjoint(regions('a', 'b'), regions('c', 'd'), new Steps(3))).toBe(false);
    expect(contains({ accounts: ['1'] }, { accounts: ['1'] }, new Steps(1))).toBe(false);
    expect(contains(regions('a', 'b'), regions('a', 'b'), new Steps(3))).toBe(false);
    expect(contains(regions('a', 'b'), regions('a', 'b'), new Steps(4))).toBe(true);
  });

  it.each<readonly [Match, Match, boolean]>([
    [images('ami-0aaaaaaaaaaaaaaa1'), images('ami-0aaaaaaaaaaaaaaa1'), true],
    [images('name:web-*'), images('name:web-1'), true],
    [images('name:web-*'), images('ami-0aaaaaaaaaaaaaaa1'), false],
    [images('name:web-*'), images('name:app-1'), false],
    [images('ami-0aaaaaaaaaaaaaaa1'), images('ami-0aaaaaaaaaaaaaaa2'), false],
    [regions('eu-*'), regions('eu-west-*'), true],
    [regions('eu-west-*'), regions('eu-*'), false],
    [regions('*'), regions('eu-?'), true],
    [regions('eu-?'), regions('eu-?'), true],
    [regions('eu-?*'), regions('eu-w*'), false],
    [regions('e*-1'), regions('eu-*'), false],
    [regions('eu-*'), regions('eu-west-1'), true],
    [regions('eu-*'), regions('us-east-1'), false],
    [regions('eu-*', 'us-*'), regions('us-east-1', 'eu-west-1'), true],
    [regions('eu-*'), regions('us-east-1', 'eu-west-1'), false],
    [{ accounts: ['1', '2'] }, { accounts: ['2'] }, true],
    [{ accounts: ['2'] }, { accounts: ['1', '2'] }, false],
    [{ accounts: ['2'] }, {}, false],
    [{}, { accounts: ['2'] }, true],
    [{ units: ['Root/Prod'] }, { units: ['Root/Prod/Web'] }, true],
    [{ units: ['Root/Prod'] }, { units: ['Root/Production'] }, false],
    [{ units: ['ou-ab12-workl001'] }, { units: ['ou-ab12-workl001'] }, true],
    [{ units: ['ou-ab12-workl001'] }, { units: ['ou-ab12-workl001/x'] }, false],
    [{ units: ['Root'] }, { units: ['ou-ab12-workl001'] }, false],
    [{ severity: ['high', 'low'] }, { severity: ['low'] }, true],
    [{ imageTags: { Owner: 'a*' } }, { imageTags: { Owner: 'ab' } }, true],
    [{ imageTags: { Owner: 'a*' } }, { imageTags: { Owner: 'b' } }, false],
    [{ imageTags: { Owner: 'a*' } }, { imageTags: { Team: 'ab' } }, false],
    [{ accountTags: { env: '*' } }, {}, false],
  ])('%j holds %j: %s', (outer, inner, expected) => {
    expect(contains(outer, inner, steps())).toBe(expected);
  });
});

describe('what is no less strict', () => {
  it.each([
    [fewer, ['a'], ['a', 'b'], true],
    [fewer, ['c'], ['a', 'b'], false],
    [fewer, null, ['a'], false],
    [fewer, ['a'], null, false],
    [narrower, [], [], true],
    [narrower, ['a'], [], true],
    [narrower, [], ['a'], false],
    [narrower, ['a'], ['a', 'b'], true],
    [narrower, ['c'], ['a', 'b'], false],
    [narrower, null, ['a'], false],
    [narrower, ['a'], null, false],
    [more, ['a', 'b'], ['a'], true],
    [more, ['b'], ['a'], false],
    [lower, 1, null, true],
    [lower, 2, 2, true],
    [lower, 3, 2, false],
    [lower, null, 2, false],
    [asked, 'a', null, true],
    [asked, 'a', 'a', true],
    [asked, 'b', 'a', false],
    [asked, null, 'a', false],
  ])('%o: %j after %j: %s', (order, after, before, expected) => {
    expect(order(after, before)).toBe(expected);
  });
});

describe('a name that is near', () => {
  it.each([
    ['enfroce', ['off', 'audit', 'notify', 'enforce'], 'enforce'],
    ['ab', ['ba'], 'ba'],
    ['abcdef', ['badcfe'], null],
    ['abcdefghi', ['badcfeghi'], 'badcfeghi'],
    ['x', ['y'], 'y'],
    ['x', ['yz'], null],
    ['AUDIT', ['audit'], 'audit'],
    ['name', ['tame', 'nam', 'names'], 'tame'],
    ['name', ['game', 'name1', 'nam'], 'game'],
    ['abab', ['baba'], null],
    ['aab', ['aba'], 'aba'],
    ['sharing', ['snapshot-sharing'], null],
    ['', ['a'], 'a'],
    ['x', [], null],
    ['x'.repeat(64), [`${'x'.repeat(64)}${'y'.repeat(64)}`], `${'x'.repeat(64)}${'y'.repeat(64)}`],
    [`${'x'.repeat(64)}${'y'.repeat(64)}`, ['x'.repeat(64)], 'x'.repeat(64)],
  ])('%s among %j: %s', (name, known, near) => {
    expect(didYouMean(name, known)).toBe(near === null ? '' : ` (did you mean \`${near}\`?)`);
  });

  it('is looked for among the first five hundred, and of many the first are told', () => {
    const names = Array.from({ length: 501 }, (_, n) => `n${String(n)}-${'z'.repeat(20)}`);
    expect(didYouMean('abcdefgh', [...names.slice(0, 499), 'abcdefgi'])).toBe(' (did you mean `abcdefgi`?)');
    expect(didYouMean('abcdefgh', [...names.slice(0, 500), 'abcdefgi'])).toBe('');
    expect(someOf(names.slice(0, 30))).toBe(names.slice(0, 30).join(', '));
    expect(someOf(names.slice(0, 32))).toBe(`${names.slice(0, 30).join(', ')} and 2 more`);
  });
});

describe('text in a file', () => {
  const partOf = (text: string) => {
    const found = readYaml({ name: 'p.yaml', text: `a: ${text}` }).root?.parts.get('a');
    return [found?.value, found?.written];
  };
  it.each([
    ['plain', 'plain', 'plain'],
    ["'single'", 'single', "'single'"],
    ['"double"', 'double', '"double"'],
    ["'it''s'", "it's", null],
    ['"a\\u0062"', 'ab', null],
    ['0x10', 16, '0x10'],
    ['true', true, 'true'],
    ['', null, ''],
    ['|\n  two\n  lines', 'two\nlines\n', null],
  ])('%s', (text, value, written) => {
    expect(partOf(text)).toEqual([value, written]);
  });

  it('is YAML 1.2, and says so if it says anything', () => {
    const problems = (text: string) =>
      readYaml({ name: 'p.yaml', text }).problems.map(({ message }) => message);
    expect(problems('%YAML 1.2\n---\na: 1')).toEqual([]);
    expect(problems('%YAML 1.1\n---\na: 1')).toEqual(['%YAML 1.1: expected YAML 1.2']);
    expect(problems(`a: 1${' '.repeat(999_996)}`)).toEqual([]);
    expect(problems(`a: 1${' '.repeat(999_997)}`)).toEqual([
      'the file is too large: expected at most 1000000 characters',
    ]);
    expect(problems('a: *b')).toEqual(['*b names nothing']);
  });
});

describe('what a file may hold is bounded', () => {
  const read = (text: string, most?: number) =>
    readYaml({ name: 'p.yaml', text }, most).problems.map(
      ({ at, message }) => `${String(at.line)}:${String(at.column)} ${message}`,
    );

  it('in values', () => {
    expect(read('a: [1, 2]', 4)).toEqual([]);
    expect(read('a: [1, 2]', 3)).toEqual(['1:8 too large: expected at most 3 values, aliases counted']);
    expect(read('a: &x [1, 2]\nb: *x', 6)).toEqual([
      '1:8 too large: expected at most 6 values, aliases counted',
    ]);
  });

  it('in brackets, and in dashes', () => {
    expect(read(`x: 1\na: ${'['.repeat(61)}`)).toEqual([
      '2:64 nested too deeply: expected at most 60 levels',
    ]);
    expect(read(`a: ${'[],'.repeat(100)}`).join()).not.toMatch(/nested too deeply/);
    expect(read('- '.repeat(241))).toEqual(['1:481 nested too deeply: expected at most 60 levels']);
  });

  it('in levels', () => {
    const nested = (levels: number) =>
      Array.from({ length: levels }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(read(nested(60))).toEqual([]);
    expect(read(nested(61)).join()).toMatch(/nested too deeply: expected at most 60 levels$/);
    expect(read('a: &a [*a]').join()).toMatch(/nested too deeply: expected at most 60 levels$/);
  });

  it('in what groups are put in', () => {
    const accounts = Array.from({ length: 5000 }, (_, n) => `'${String(100_000_000_000 + n)}'`).join(',');
    const policy = (uses: number) =>
      `version: 1\nrules: { sharing: {} }\ngroups: { g: { accounts: [${accounts}] } }\noverrides:\n${'- { match: "@g", rules: { sharing: { mode: off } } }\n'.repeat(uses)}`;
    expect(problemsOf(policy(102))).toEqual([
      'p.yaml:105:12: too large with `@g` put in: expected at most 500000 entries of groups, wherever they are named',
    ]);
  });

  it('and of what is wrong the first two hundred are told', () => {
    const names = Array.from({ length: 210 }, (_, n) => `k${String(n)}: 1\n`).join('');
    const problems = problemsOf(`version: 1\nrules: { sharing: {} }\n${names}`);
    expect(problems).toHaveLength(201);
    expect(problems.at(-1)).toBe('and 10 more');
  });
});

describe('what stands in the wrong place is shown', () => {
  const inPolicy = (text: string) => problemsOf(`version: 1\nrules: { sharing: {} }\n${text}`);

  it.each([
    [`name: ${'A'.repeat(80)}`, `p.yaml:3:7: "${'A'.repeat(80)}": expected a name of small letters`],
    [`name: ${'A'.repeat(81)}`, `p.yaml:3:7: "${'A'.repeat(80)}…": expected a name of small letters`],
    ['name: [a]', 'p.yaml:3:7: a list: expected a name of small letters'],
    ['name: { a: b }', 'p.yaml:3:7: a mapping: expected a name of small letters'],
    ['name:', 'p.yaml:3:6: nothing: expected a name of small letters'],
    ['groups: { A: { regions: [eu-west-1] } }', 'p.yaml:3:11: "A": expected a name of small letters'],
    [
      'groups: { a: { accounts: [11112222333] } }',
      '11112222333 without quotes is a number: write "011112222333"',
    ],
    [
      'groups: { a: { accounts: [1111222233334444] } }',
      '1111222233334444 without quotes is a number: expected',
    ],
    ['groups: { a: { accounts: [12345678] } }', '12345678 without quotes is a number: expected'],
    [
      "overrides: [{ match: '@no', rules: { sharing: { mode: off } } }]",
      'unknown group `@no`: there are no groups',
    ],
    ["notify: { x: { match: '@no' } }", '@no'],
    ["rules: { sharing: { allow: { ous: ['@no'] } } }", '`rules` stands twice'],
    ["overrides: [{ match: { ous: ['@no'] }, rules: { sharing: { mode: off } } }]", 'unknown group `@no`'],
    ["overrides: [{ match: { imageTags: { ous: '@no' } }, rules: { sharing: { mode: off } } }]", ''],
    [
      "groups: { g: { regions: [eu-west-1], accounts: ['111122223333'] } }\noverrides: [{ match: { accounts: ['@g'] }, rules: { sharing: { mode: off } } }]",
      'group `@g` says more than accounts',
    ],
    [
      "waivers: [{ id: w, rules: [nothing], match: '@no', reason: r, owner: o, expires: 2027-01-01 }]",
      'unknown group `@no`',
    ],
  ])('%s', (text, shown) => {
    expect(inPolicy(text).join('\n')).toContain(shown);
  });

  it('a rule of its own kind has no other', () => {
    expect(problemsOf('version: 1\nrules: { sharing: { kind: export } }').join('\n')).toContain(
      '`sharing` is a rule of its own kind: expected no other kind than sharing',
    );
  });
});

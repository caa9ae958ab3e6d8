import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const warned = (text: string): readonly string[] => {
  const result = compilePolicy([{ name: 'p.yaml', text: `version: 1\n${text}\n` }]);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.warnings;
};

const over = (...changes: readonly string[]): string =>
  `overrides: [${changes.map((change) => `{ match: { regions: [eu-*] }, rules: { ${change} } }`).join(', ')}]`;

const AGAIN = expect.stringContaining('this changes nothing: override `override-2`') as string;

describe('an override that is said again', () => {
  it.each([
    [
      'a shorter list',
      'encryption: {}',
      "encryption: { kmsKeys: ['111122223333', '222233334444'] }",
      "encryption: { kmsKeys: ['111122223333'] }",
    ],
    [
      'nothing for a mapping',
      'age: { maxAge: 90d }',
      'age: { requireDeprecation: { within: 90d } }',
      'age: { requireDeprecation: none }',
    ],
    [
      'a shorter text',
      "mine: { kind: cel, assert: 'image.public', message: m }",
      'mine: { message: longer }',
      'mine: { message: short }',
    ],
  ])('%s is told', (_what, rules, earlier, later) => {
    expect(warned(`rules: { ${rules} }\n${over(earlier, later)}`)).toEqual([AGAIN]);
  });
});

describe('what asks for nothing', () => {
  const NOTHING = expect.stringContaining('asks for nothing as it is written') as string;

  it('is told though an override changes its mode', () => {
    expect(warned(`rules: { age: { maxAge: none } }\n${over('age: { severity: low }')}`)).toEqual([NOTHING]);
  });
});

describe('keys of copies', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000001';
  const rule = (more: string): string =>
    `notify: { default: { slack: '#a' } }\nrules: { encryption: { mode: enforce, ${more}remediate: { action: encrypted-copy } } }`;
  const WITHOUT = expect.stringContaining('encrypted-copy makes no copy without `kmsKey`') as string;

  it('are missed though an override changes something else', () => {
    expect(warned(`${rule('')}\n${over('encryption: { severity: low }')}`)).toEqual([WITHOUT]);
  });

  it('are not missed where an override names one', () => {
    expect(
      warned(
        `${rule("kmsKeys: ['111122223333'], ")}\n${over(`encryption: { remediate: { kmsKey: '${KEY}' } }`)}`,
      ),
    ).toEqual([]);
  });
});

describe('groups', () => {
  it('are not named by the end of one text and the beginning of the next', () => {
    expect(
      warned(`groups: { faraway: { accounts: ['444455556666'] } }
rules: { mine: { kind: cel, assert: 'image.public', message: not groups.far } }
${over('mine: { message: away }')}`),
    ).toEqual(['p.yaml:2:11: group `faraway` is never used']);
  });
});

describe('routes', () => {
  it('by the tags of an image leave what they may not take', () => {
    expect(
      warned(`groups: { tagged: { imageTags: { Team: a } } }
rules: { sharing: {} }
notify:
  default: { slack: '#a' }
  routes:
    - { match: '@tagged', to: { slack: '#b' } }
    - { match: '@tagged', to: { slack: '#c' } }`),
    ).toEqual([]);
  });
});

describe('waivers by tags', () => {
  const waiver = (image: string): string =>
    `rules: { sharing: {} }\nwaivers: [{ id: W, rules: [sharing], match: { images: ['${image}'], imageTags: { Team: a } }, reason: r, owner: o, expires: 2099-01-01 }]`;

  it('and by a name beside them are nobody’s to earn', () => {
    expect(warned(waiver('name:a*'))).toEqual([]);
    expect(warned(waiver('name:a name:*')).filter((line) => line.includes('exempts'))).toEqual([]);
    expect(warned(waiver('name:*'))).toEqual([
      expect.stringContaining('waiver W is for any image with these tags') as string,
    ]);
  });
});

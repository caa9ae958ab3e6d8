import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const AT = new Date('2026-09-01T00:00:00Z');

const said = (text: string): readonly string[] => {
  const compiled = compilePolicy([{ name: 'p.yaml', text: `version: 1\n${text}` }], AT);
  return compiled.ok ? compiled.warnings : compiled.problems;
};
const SHARING = 'rules: { sharing: {} }';
const TAGGED = 'a mapping: expected true, { pattern: … } or { values: […] }';
const INSTANT =
  'expected a date (2027-01-15: from its first instant, UTC) or an instant (2027-01-15T08:00:00Z)';
const GIVEN = 'a mapping: expected an image or an instance, or guardrails and quotas, and not both';
const ANY_TAGGED =
  'waiver W is for any image with these tags: whoever may tag an image exempts it; accounts, ous, accountTags or images beside them would say whose';
const NO_NAME = "is the name of no image: names have 3 to 128 letters, digits, blanks and ()[]./-'@_";

const test = (given: string, expected = '{ sharing: pass }'): string =>
  `${SHARING}\ntests: [{ name: t, given: { account: '111122223333', region: eu-west-1, ${given} }, expect: ${expected} }]`;
const waiver = (match: string, more = '', expires = '2027-01-01'): string =>
  `${SHARING}\nwaivers: [{ id: W, rules: [sharing], match: { ${match} }, reason: r, owner: o, expires: ${expires}${more} }]`;
const OWN = "accounts: ['111122223333']";
const matched = (image: string): string => `rules: { sharing: { match: { images: ["name:${image}"] } } }`;

describe('what a policy may not say', () => {
  it.each([
    ['rules: { required-tags: { tags: {} } }', '2:33: a mapping: expected at least one tag'],
    ['rules: { required-tags: { tags: { A: { values: [a], pattern: b } } } }', `2:38: ${TAGGED}`],
    ['rules: { required-tags: { tags: { A: {} } } }', `2:38: ${TAGGED}`],
    [
      `${SHARING}\noverrides: [{ match: {}, rules: { sharing: {} } }]`,
      '3:22: a mapping: expected at least one condition',
    ],
    [
      `${SHARING}\noverrides: [{ match: { imageTags: {} }, rules: { sharing: { mode: off } } }]`,
      '3:35: a mapping: expected at least one tag',
    ],
    [`${SHARING}\nnotify: { default: [{}] }`, '3:21: a mapping: expected slack, sns or both'],
    [test('guardrails: {}, image: {}'), `3:27: ${GIVEN}`],
    [test('quotas: {}, image: {}'), `3:27: ${GIVEN}`],
    [test('guardrails: {}, instance: {}'), `3:27: ${GIVEN}`],
    [test('image: {}', '{}'), '3:94: a mapping: expected at least one rule'],
    ['rules: { sharing: { grace: 3651d } }', '2:28: "3651d": expected at most 3650d'],
    ['rules: { sharing: { remediate: 5 } }', '2:32: 5: expected a mapping or none'],
    ['rules: { sharing: { enforceFrom: 2026-02-30 } }', `2:34: "2026-02-30": ${INSTANT}`],
    ['rules: { sharing: { enforceFrom: soon } }', `2:34: "soon": ${INSTANT}`],
    ['rules: { sharing: { mode: loud } }', '2:27: "loud": expected one of off, audit, notify, enforce'],
    ['rules: { sharing: 5 }', '2:19: 5: expected a mapping'],
    ['rules: { sharing: { allow: { accounts: 5 } } }', '2:40: 5: expected a list'],
    [
      'rules: { naming: { pattern: "(" } }',
      '2:29: "(": expected a pattern in RE2 syntax: a `(` without its `)` (at character 2)',
    ],
    [
      `${waiver(OWN)}\n`.replace(
        ' }]',
        ` }, { id: W, rules: [sharing], match: { ${OWN} }, reason: r, owner: o, expires: 2027-01-01 }]`,
      ),
      '3:127: waiver W stands there already: expected an id of its own',
    ],
    [
      `waiverPolicy: { maxDays: 30 }\n${waiver(OWN)}`,
      '4:107: 2027-01-01T00:00:00.000Z is too far away: expected at most 30 days (waiverPolicy.maxDays)',
    ],
    [
      `waiverPolicy: { requireTicket: '^OPS-' }\n${waiver(OWN)}`,
      '4:11: `ticket` is missing: expected a ticket that matches ^OPS- (waiverPolicy.requireTicket)',
    ],
    [
      `waiverPolicy: { requireTicket: '^OPS-' }\n${waiver(OWN, ', ticket: X-1')}`,
      '4:127: "X-1": expected a ticket that matches ^OPS- (waiverPolicy.requireTicket)',
    ],
    [
      waiver('regions: [eu-west-1]'),
      '3:45: a waiver for every account and every image: expected accounts, ous, accountTags, images or imageTags that narrow it',
    ],
  ])('%s', (text, problem) => {
    expect(said(text)).toEqual([`p.yaml:${problem}`]);
  });
});

describe('what a policy had better not say', () => {
  it.each<readonly [string, readonly string[]]>([
    [test('image: {}, instance: {}'), []],
    [test('guardrails: {}, quotas: {}'), []],
    ['rules: { sharing: { grace: 3650d } }', []],
    [`waiverPolicy: { maxDays: 122 }\n${waiver(OWN)}`, []],
    [`waiverPolicy: { requireTicket: '^OPS-' }\n${waiver(OWN, ', ticket: OPS-1')}`, []],
    [waiver('imageTags: { a: b }'), [`3:47: ${ANY_TAGGED}`]],
    [waiver('imageTags: { a: b }, ous: [Root, Root/A]'), [`3:47: ${ANY_TAGGED}`]],
    [waiver('imageTags: { a: b }, ous: [Root/A]'), []],
    [waiver("imageTags: { a: b }, images: ['name:**', 'name:a*']"), [`3:47: ${ANY_TAGGED}`]],
    [waiver("imageTags: { a: b }, images: ['name:*a', 'name:a*']"), []],
    [matched('ab'), [`2:39: "name:ab" ${NO_NAME}`]],
    [matched('a'.repeat(129)), [`2:39: "name:${'a'.repeat(129)}" ${NO_NAME}`]],
    [matched('a'.repeat(128)), []],
    [matched('abc'), []],
    [matched('a*'), []],
    [
      'rules: { sharing: { match: { regions: [mars-1] } } }',
      ['2:40: "mars-1" is no region that this version knows'],
    ],
    [
      `${SHARING}\nnotify: { default: { slack: '#a' }, routes: [{ match: { regions: [mars-1] }, to: { slack: '#b' } }] }`,
      ['3:67: "mars-1" is no region that this version knows'],
    ],
    [
      'rules: { guardrails: { match: { images: ["name:abc"] } } }',
      ['2:24: this can never hold: `guardrails` judges accounts and regions, and not images'],
    ],
    [
      'rules: { guardrails: { match: { imageTags: { a: b } } } }',
      ['2:24: this can never hold: `guardrails` judges accounts and regions, and not images'],
    ],
    [`rules: { guardrails: { match: { ${OWN} } } }`, []],
    ['rules: { export: { mode: off } }', ['2:10: `export` is off, and nothing turns it on']],
    [
      'mode: audit\nrules: { sharing: { remediate: {} } }',
      ['3:21: `remediate` of `sharing` is never done: no mode of it comes to enforce'],
    ],
    ['mode: audit\nrules: { sharing: { remediate: none } }', []],
    [
      "rules: { sharing: { severity: low } }\nnotify: { default: { slack: '#a' }, routes: [{ match: { severity: [critical] }, to: { slack: '#b' } }] }",
      ['3:46: this route takes nothing: no rule has the severity critical'],
    ],
    [
      "rules: { sharing: { severity: low } }\noverrides: [{ match: { regions: [eu-west-1] }, rules: { sharing: { severity: critical } } }]\nnotify: { default: { slack: '#a' }, routes: [{ match: { severity: [critical, low] }, to: { slack: '#b' } }, { match: { severity: [low] }, to: { slack: '#c' } }] }",
      ['4:109: this route takes nothing: the one before it (p.yaml:4:46) takes all of its findings'],
    ],
    [
      'mode: enforce\nrules: { required-tags: { tags: { A: { values: [x] } }, remediate: { action: add-tags, tags: { A: y, B: z } } } }',
      [
        '1:1: notify names no default target: what no route takes is told to nobody',
        '3:96: the rule does not take the value "y" of A, which add-tags would set',
      ],
    ],
  ])('%s', (text, warnings) => {
    expect(said(text)).toEqual(warnings.map((warning) => `p.yaml:${warning}`));
  });
});

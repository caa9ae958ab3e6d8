import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTest } from '../../../../lib/cli/policy/test/run.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

const RULES = `version: 1
rules: { public-sharing: { mode: enforce }, sharing: { allow: { orgs: [self] } } }
notify: { default: { slack: '#cloud-security' } }
`;
const caseOf = (name: string, permission: string, verdict: string, account = '222233334444'): string => `
  - name: ${name}
    given: { account: '${account}', region: eu-west-1, image: { launchPermission: [${permission}] } }
    expect: { public-sharing: ${verdict} }`;
const PASSES = `tests:${caseOf('a public image fails', 'public', 'fail')}\n`;
const FAILS = `tests:${caseOf('a public <image> & more passes', "public, '444455556666'", '{ verdict: pass, mode: audit, findings: [] }')}\n`;

const run = async (
  paths: readonly string[],
  raw: unknown = {},
  options: Parameters<typeof capturedIo>[0] = {},
) => {
  const { io, out, err } = capturedIo(options);
  const code = await runTest(paths, raw, io, NOW);
  return { code, out: out(), err: err() };
};

describe('the tests of a policy', () => {
  test('that all pass: exit 0', async () => {
    const at = folderOf({ 'p.yaml': RULES + PASSES });
    const { code, out, err } = await run([at('p.yaml')]);
    expect(code).toBe(0);
    expect(out).toBe(`${at('p.yaml')}\n  pass  a public image fails\n`);
    expect(err).toBe('1 passed, 0 failed\n');
  });

  test('of which one fails: exit 2, and it shows facts, what was expected, what came, and why', async () => {
    const at = folderOf({ 'p.yaml': `${RULES}${FAILS}${PASSES.replace('tests:\n', '')}` });
    const { code, out, err } = await run([at('p.yaml')]);
    expect(code).toBe(2);
    expect(err).toBe('1 passed, 1 failed\n');
    expect(out).toBe(`${at('p.yaml')}
  FAIL  a public <image> & more passes  ${at('p.yaml')}:5:5
        given:
          account: "222233334444"
          region: eu-west-1
          image:
            launchPermission:
              - public
              - "444455556666"
        public-sharing
          expected  pass, mode audit, findings []
          got       fail, mode enforce, findings [principal/public]
          why       The image is public: every AWS account can launch it.
  pass  a public image fails
`);
  });

  test('that are none: exit 1, for nothing was tested', async () => {
    const at = folderOf({ 'p.yaml': RULES });
    const { code, err } = await run([at('p.yaml')]);
    expect(code).toBe(1);
    expect(err).toBe(`${at('p.yaml')} has no tests: expected at least one\n0 passed, 0 failed\n`);
  });

  test('that name no instant happen at --at', async () => {
    const waived = `${RULES}waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2026-07-01 }
tests:${caseOf('it is waived', 'public', 'waived')}
`;
    const at = folderOf({ 'p.yaml': waived });
    expect((await run([at('p.yaml')])).code).toBe(0);
    expect((await run([at('p.yaml')], { at: '2026-06-30T23:59:59Z' })).code).toBe(0);
    expect((await run([at('p.yaml')], { at: '2026-07-01' })).code).toBe(2);
  });

  test('that could not run at all: exit 1, and nothing on stdout', async () => {
    const at = folderOf({ 'good.yaml': RULES + PASSES, 'cases/policy.yaml': RULES.replace('enforce', 'on') });
    const { code, out, err } = await run([at('good.yaml'), at('cases')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(`${at('cases/policy.yaml')}:2:34: "on": expected one of off, audit, notify, enforce\n`);
  });

  test('cannot write control characters to the terminal or into XML', async () => {
    const hostile = `tests:${caseOf('"\\e[2J\\u202e\\ufffe]]>"', 'public', 'pass')}\n`;
    const at = folderOf({ 'p.yaml': RULES + hostile });
    for (const output of ['table', 'junit']) {
      const { code, out } = await run([at('p.yaml')], { output });
      expect(code).toBe(2);
      expect(out).toContain('[2J]');
      expect(out).not.toMatch(/[\u001b\u202e\ufffe]/);
    }
  });
});

describe('for machines', () => {
  test('JSON', async () => {
    const at = folderOf({ 'p.yaml': RULES + FAILS });
    const { code, out } = await run([at('p.yaml')], { output: 'json' });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      passed: 0,
      failed: 1,
      policies: [
        {
          policy: at('p.yaml'),
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          tests: [
            {
              name: 'a public <image> & more passes',
              at: { file: at('p.yaml'), line: 5, column: 5 },
              passed: false,
              facts: {
                account: '222233334444',
                region: 'eu-west-1',
                image: { launchPermission: ['public', '444455556666'] },
              },
              rules: [
                {
                  rule: 'public-sharing',
                  passed: false,
                  expected: 'pass, mode audit, findings []',
                  got: 'fail, mode enforce, findings [principal/public]',
                  why: 'The image is public: every AWS account can launch it.',
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('JUnit', async () => {
    const at = folderOf({ 'p.yaml': `${RULES}${FAILS}${PASSES.replace('tests:\n', '')}` });
    const { code, out } = await run([at('p.yaml')], { output: 'junit' });
    expect(code).toBe(2);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="ami-warden policy test" tests="2" failures="1" errors="0" time="0">',
      `  <testsuite name="${at('p.yaml')}" tests="2" failures="1" errors="0" time="0">`,
    ]);
    expect(out).toContain(
      `<testcase name="a public &lt;image&gt; &amp; more passes" classname="${at('p.yaml')}" file="${at('p.yaml')}" line="5" time="0">`,
    );
    expect(out).toContain(
      '<failure message="public-sharing: expected pass, mode audit, findings []; got fail, mode enforce, findings [principal/public]">',
    );
    expect(out.match(/<failure/g)).toHaveLength(1);
  });

  test('JUnit has a failure for a policy without tests', async () => {
    const at = folderOf({ 'p.yaml': RULES });
    const { code, out } = await run([at('p.yaml')], { output: 'junit' });
    expect(code).toBe(1);
    expect(out).toContain('tests="1" failures="1"');
    expect(out).toContain('<failure message="expected at least one test"></failure>');
  });
});

describe('case folders', () => {
  test('give their tests to the policy that is named', async () => {
    const at = folderOf({
      'p.yaml': RULES,
      'cases/b.yml': PASSES,
      'cases/deep/a.yaml': PASSES.replace('a public', 'another public'),
      'cases/.hidden/c.yaml': FAILS,
      'cases/readme.md': 'not YAML: [',
    });
    const { code, out } = await run([at('p.yaml'), at('cases')]);
    expect(code).toBe(0);
    expect(out).toBe(`${at('p.yaml')}\n  pass  a public image fails\n  pass  another public image fails\n`);
  });

  test('with a policy.yaml are policies of their own', async () => {
    const at = folderOf({
      'cases/one/policy.yaml': RULES,
      'cases/one/tests.yaml': PASSES,
      'cases/two/policy.yaml': RULES.replace('enforce', 'audit') + FAILS.replace('pass,', 'fail,'),
    });
    const { code, out, err } = await run([at('cases')]);
    expect(code).toBe(2);
    expect(err).toBe('1 passed, 1 failed\n');
    expect(out.split('\n')[0]).toBe(at('cases/one/policy.yaml'));
    expect(out).toContain(`\n\n${at('cases/two/policy.yaml')}\n  FAIL`);
    expect(out).toContain('got       fail, mode audit, findings [principal/public]');
  });

  test('of which one has no test fail for it', async () => {
    const at = folderOf({ 'a/policy.yaml': RULES + PASSES, 'b/policy.yaml': RULES });
    const { code, err } = await run([at('a'), at('b')]);
    expect(code).toBe(1);
    expect(err).toBe(`${at('b/policy.yaml')} has no tests: expected at least one\n1 passed, 0 failed\n`);
  });

  test('that hold nothing, or cases of no policy, are errors', async () => {
    const at = folderOf({ 'cases/a.yaml': PASSES });
    mkdirSync(at('empty'));
    const { code, out, err } = await run([at('empty'), at('cases'), at('nowhere')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(
      `ami-warden policy test: ${at('empty')} holds no YAML file
ami-warden policy test: ${at('nowhere')} cannot be read: there is no such file
ami-warden policy test: ${at('cases/a.yaml')} belongs to no policy: name the policy as well, or put a policy.yaml into ${at('cases')}
`,
    );
  });
});

describe('the organisation', () => {
  const BY_UNIT = `version: 1
rules: { public-sharing: {} }
overrides:
  - match: { ous: [Root/Labs], accountTags: { env: 'play*' } }
    rules: { public-sharing: { mode: off } }
tests:${caseOf('labs may do as they like', 'public', 'skip', '101010101010')}
${caseOf('others may not', 'public', 'fail', '202020202020')}
`;
  const ORGANIZATION = `id: o-anotherorg1
managementAccount: '303030303030'
units: { Root/Labs: ou-zz99-labs0001, Root/Labs/Deep: ou-zz99-deep0001 }
accounts:
  '101010101010': { ou: Root/Labs/Deep, tags: { env: playing } }
  '202020202020': { name: elsewhere }
`;

  test('is read from a file: units with all below them, account tags', async () => {
    const at = folderOf({ 'p.yaml': BY_UNIT, 'o.yaml': ORGANIZATION });
    const { code, err } = await run([at('p.yaml')], { organization: at('o.yaml') });
    expect(err).toBe('2 passed, 0 failed\n');
    expect(code).toBe(0);
  });

  test('says who `self` is', async () => {
    const policy = `version: 1
rules: { sharing: { allow: { orgs: [self] } } }
tests:
  - name: own accounts, units and organisation
    given: { account: '101010101010', region: eu-west-1, image: { launchPermission: ['202020202020', '303030303030', ou-zz99-deep0001, o-anotherorg1, '222233334444'] } }
    expect: { sharing: { verdict: fail, findings: [principal/account/222233334444] } }
`;
    const at = folderOf({ 'p.yaml': policy, 'o.yaml': ORGANIZATION });
    expect((await run([at('p.yaml')], { organization: at('o.yaml') })).code).toBe(0);
  });

  test('of the example stands in, with a warning for accounts that it does not have', async () => {
    const at = folderOf({ 'p.yaml': BY_UNIT });
    const { code, err } = await run([at('p.yaml')]);
    expect(code).toBe(2);
    expect(err.split('\n')[0]).toBe(
      'warning: 101010101010, 202020202020: no account of the example organisation: its units and tags are not known; --organization names yours',
    );
  });

  test('with mistakes is refused with their places: exit 1', async () => {
    const organization = `id: o-short
managementAccount: 303030303030
units: { Root/Labs/Deep: ou-zz99-deep0001 }
accounts: { '101010101010': { ou: Labs } }
`;
    const at = folderOf({ 'p.yaml': BY_UNIT, 'o.yaml': organization });
    const { code, out, err } = await run([at('p.yaml')], { organization: at('o.yaml') });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(
      `${at('o.yaml')}:1:5: "o-short": expected an organisation id (o-…)
${at('o.yaml')}:2:20: 303030303030 without quotes is a number: write "303030303030": expected an account id of 12 digits in quotes
${at('o.yaml')}:4:35: "Labs": expected Root, or the path of a unit, such as Root/Workloads
`,
    );
  });

  test('names every unit above an account', async () => {
    const at = folderOf({
      'p.yaml': BY_UNIT,
      'o.yaml': ORGANIZATION.replace('Root/Labs: ou-zz99-labs0001, ', ''),
    });
    const { code, err } = await run([at('p.yaml')], { organization: at('o.yaml') });
    expect(code).toBe(1);
    expect(err).toBe(
      `${at('o.yaml')}:3:10: unit \`Root/Labs\` is not among units: expected it with its id
${at('o.yaml')}:5:21: unit \`Root/Labs\` is not among units: expected it with its id
`,
    );
  });
});

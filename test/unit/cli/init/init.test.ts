import { existsSync, readFileSync, statSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { policyText } from '../../../../lib/cli/init/policy-text.ts';
import { runInit, type Ask, type InitIo } from '../../../../lib/cli/init/run.ts';
import { verifyPolicy } from '../../../../lib/cli/init/verify.ts';
import { runTest } from '../../../../lib/cli/policy/test/run.ts';
import { runValidate } from '../../../../lib/cli/policy/validate/run.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

const never: Ask = () => {
  throw new Error('it asked');
};

const init = async (raw: unknown, { isTTY = false, ask = never }: { isTTY?: boolean; ask?: Ask } = {}) => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = [stdin, stdout, stderr].map((stream) => Object.assign(stream, { isTTY }));
  const said = { out: '', err: '' };
  stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const io = { stdin: streams[0], stdout: streams[1], stderr: streams[2], env: {} } as unknown as InitIo;
  const code = await runInit(raw, io, NOW, ask);
  return { code, ...said };
};

const ALL = {
  orgId: ['self', 'o-partner1234'],
  partners: ['444455556666,777788889999'],
  mode: 'enforce',
  slack: '#cloud-security',
  tags: ['Owner', 'CostCenter'],
  regions: ['eu-west-1', 'us-east-1'],
};

describe('ami-warden init', () => {
  test.each([
    ['without an answer', {}, 3, 5],
    ['with all of them', ALL, 5, 9],
  ])(
    '%s writes a policy that validates without a warning, with tests that pass',
    async (_, raw, rules, tests) => {
      const at = folderOf({});
      const { code, out, err } = await init({ ...raw, out: at('p.yaml') });
      expect([code, out]).toEqual([0, '']);
      expect(err.split('\n')[0]).toBe(
        `${at('p.yaml')}: ${String(rules)} rules, ${String(tests)} tests, which pass`,
      );
      const validated = capturedIo();
      expect(await runValidate([at('p.yaml')], {}, validated.io, NOW)).toBe(0);
      expect(validated.err()).toMatch(/^\S+: good: [^\n]*\n$/);
      const tested = capturedIo();
      expect(await runTest([at('p.yaml')], {}, tested.io, NOW)).toBe(0);
      expect(tested.err()).toBe(`${String(tests)} passed, 0 failed\n`);
    },
  );

  test('every answer has its place in the policy', async () => {
    const { code, out } = await init({ ...ALL, out: '-' });
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('# yaml-language-server: $schema=./ami-policy.schema.json');
    expect(parse(out)).toMatchObject({
      version: 1,
      mode: 'notify',
      groups: { partners: { accounts: ['444455556666', '777788889999'] } },
      rules: {
        'public-sharing': { mode: 'enforce' },
        sharing: { mode: 'enforce', allow: { orgs: ['self', 'o-partner1234'], accounts: ['@partners'] } },
        encryption: {},
        'required-tags': { tags: { Owner: true, CostCenter: true } },
        guardrails: { match: { regions: ['eu-west-1', 'us-east-1'] } },
      },
      notify: { default: { slack: '#cloud-security' } },
    });
  });

  test('never overwrites without --force, and with it replaces the whole', async () => {
    const at = folderOf({ 'p.yaml': 'mine\n' });
    const refused = await init({ out: at('p.yaml') });
    expect(refused).toEqual({
      code: 1,
      out: '',
      err: `ami-warden init: ${at('p.yaml')} is there already: --force replaces it, --out names another\n`,
    });
    expect(readFileSync(at('p.yaml'), 'utf8')).toBe('mine\n');
    expect((await init({ out: at('p.yaml'), force: true })).code).toBe(0);
    expect(readFileSync(at('p.yaml'), 'utf8')).toMatch(/^# yaml-language-server/);
    expect(statSync(at('p.yaml')).mode & 0o777).toBe(0o644);
  });

  test('leaves alone what came into its place while it asked', async () => {
    const at = folderOf({});
    const ask: Ask = async () => {
      await init({ out: at('p.yaml'), tags: ['First'] });
      return {};
    };
    const { code, err } = await init({ out: at('p.yaml') }, { isTTY: true, ask });
    expect([code, err]).toEqual([
      1,
      `ami-warden init: ${at('p.yaml')} cannot be written: it is there already\n`,
    ]);
    expect(readFileSync(at('p.yaml'), 'utf8')).toContain("'First': true");
  });

  test('asks on a terminal, and writes what was answered', async () => {
    const ask: Ask = () => Promise.resolve({ tags: 'Owner, Team', mode: 'notify' });
    const { code, out } = await init({ out: '-' }, { isTTY: true, ask });
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({
      mode: 'notify',
      rules: { 'required-tags': { tags: { Owner: true, Team: true } } },
    });
  });

  test.each([
    ['without a terminal', {}, false],
    ['with --yes', { yes: true }, true],
    ['when a flag answers', { mode: 'audit' }, true],
  ])('does not ask %s', async (_, raw, isTTY) => {
    expect((await init({ ...raw, out: '-' }, { isTTY })).code).toBe(0);
  });

  test('does not ask when the file is there anyway', async () => {
    const at = folderOf({ 'p.yaml': '' });
    expect((await init({ out: at('p.yaml') }, { isTTY: true })).code).toBe(1);
  });

  test('writes nothing when the questions are left', async () => {
    const at = folderOf({});
    const { code, err } = await init(
      { out: at('p.yaml') },
      { isTTY: true, ask: () => Promise.resolve(null) },
    );
    expect([code, err]).toEqual([1, 'ami-warden init: the questions were left: nothing was written\n']);
    expect(existsSync(at('p.yaml'))).toBe(false);
  });

  test.each([
    [{ orgId: ['o-1'] }, '--org-id: expected self or an organisation id (o-…)'],
    [{ partners: ['1234'] }, '--partners: expected an account id of 12 digits'],
    [{ mode: 'off' }, '--mode: expected one of audit, notify, enforce'],
    [{ slack: 'x y' }, '--slack: expected a Slack channel such as "#cloud-security" or its id'],
    [{ regions: ['here'] }, '--regions: expected a region such as eu-west-1'],
  ])('wrong flags: %o', async (raw, message) => {
    const at = folderOf({});
    const { code, out, err } = await init({ ...raw, out: at('p.yaml') });
    expect([code, out, err]).toEqual([1, '', `ami-warden init: ${message}\n`]);
    expect(existsSync(at('p.yaml'))).toBe(false);
  });

  test('whatever is answered, the policy is good and its tests pass', () => {
    const account = fc.stringMatching(/^\d{12}$/);
    const answers = fc.record({
      orgId: fc.uniqueArray(fc.constantFrom('self', 'o-partner1234', 'o-exampleorg1'), { maxLength: 3 }),
      partners: fc.uniqueArray(fc.oneof(account, fc.constantFrom('012345678901', '222233334444')), {
        maxLength: 4,
      }),
      mode: fc.constantFrom('audit' as const, 'notify' as const, 'enforce' as const),
      slack: fc.option(fc.constantFrom('#a', "#it's"), { nil: undefined }),
      tags: fc.uniqueArray(fc.stringMatching(/^[!-~]{1,20}$/), { maxLength: 3 }),
      regions: fc.uniqueArray(fc.constantFrom('eu-west-1', 'us-gov-west-1', 'me-central-1'), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(answers, (given) => {
        expect(verifyPolicy(policyText(given), NOW).tests).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, test } from 'vitest';
import { runValidate } from '../../../../lib/cli/policy/validate/run.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

const GOOD = `version: 1
rules:
  public-sharing: { mode: enforce, grace: 36h }
  encryption: { mode: notify, enforceFrom: 2027-01-15 }
notify: { default: { slack: '#cloud-security' } }
`;

const BAD = `version: 1
mode: enforced
rules:
  public-shring: {}
  sharing: { allow: { accounts: [012345678901] } }
`;

const WAIVED = `${GOOD}waivers:
  - id: W-1
    rules: [public-sharing]
    match: { accounts: ['111122223333'] }
    reason: a reason
    owner: me
    expires: 2026-07-01
`;

const validate = async (
  files: readonly string[],
  raw: unknown = {},
  options: Parameters<typeof capturedIo>[0] = {},
) => {
  const { io, out, err } = capturedIo(options);
  const code = await runValidate(files, raw, io, NOW);
  return { code, out: out(), err: err() };
};

describe('a good policy', () => {
  test('exits 0, and shows its rules as they were understood', async () => {
    const at = folderOf({ 'p.yaml': GOOD });
    const { code, out, err } = await validate([at('p.yaml')]);
    expect(code).toBe(0);
    expect(out).toBe(
      `RULE            KIND            MODE                                           SEVERITY  GRACE  REMEDIATION
public-sharing  public-sharing  enforce                                        critical  36h    revoke-public, at most 20 an hour
encryption      encryption      notify, enforce from 2027-01-15T00:00:00.000Z  high      -      -
`,
    );
    expect(err).toContain(`${at('p.yaml')}: good: 2 rules, 0 overrides, 0 waivers, 0 tests; sha256 `);
  });

  test('is told what may not do what it seems to, and is still good', async () => {
    const at = folderOf({ 'p.yaml': WAIVED });
    const { code, err } = await validate([at('p.yaml')], { at: '2026-07-02' });
    expect(code).toBe(0);
    expect(err.split('\n').slice(0, 2)).toEqual([
      `${at('p.yaml')}:4:3: warning: \`encryption\` has no remediation: enforce does there what notify does`,
      `${at('p.yaml')}:7:5: warning: waiver W-1 lapsed at 2026-07-01T00:00:00.000Z`,
    ]);
  });

  test('is asked about now when no day is named', async () => {
    const at = folderOf({ 'p.yaml': WAIVED });
    expect((await validate([at('p.yaml')])).err).not.toContain('lapsed');
  });

  test('may come from stdin', async () => {
    const { code, err } = await validate(['-'], {}, { stdin: GOOD });
    expect(code).toBe(0);
    expect(err).toContain('stdin: good: 2 rules');
  });

  test('grows by further files', async () => {
    const at = folderOf({
      'p.yaml': GOOD,
      'w.yaml': WAIVED.slice(GOOD.length),
    });
    expect((await validate([at('p.yaml'), at('w.yaml')])).err).toContain('1 waiver,');
  });
});

describe('a bad policy', () => {
  const MISTAKES = [
    ':2:7: "enforced" (did you mean `enforce`?): expected one of off, audit, notify, enforce',
    ':4:3: unknown rule `public-shring` (did you mean `public-sharing`?): expected one of public-sharing, sharing, snapshot-sharing, export, encryption, required-tags, naming, image-shape, age, provenance, guardrails, quota, launch, cel, or a `kind` that says which of them it is',
    ':5:34: 012345678901 without quotes is a number, and its leading zeros are lost: write "012345678901": expected an account id of 12 digits in quotes or "@group"',
  ];

  test('exits 1, with every mistake on stderr and nothing on stdout', async () => {
    const at = folderOf({ 'p.yaml': BAD });
    const { code, out, err } = await validate([at('p.yaml')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(MISTAKES.map((mistake) => `${at('p.yaml')}${mistake}\n`).join(''));
  });

  test('is data as JSON', async () => {
    const at = folderOf({ 'p.yaml': BAD });
    const { code, out, err } = await validate([at('p.yaml')], { output: 'json' });
    expect(code).toBe(1);
    expect(err.split('\n')).toHaveLength(4);
    const answer = JSON.parse(out) as { problems: unknown[] };
    expect(answer).toMatchObject({ ok: false, hash: null, files: [at('p.yaml')], warnings: [] });
    expect(answer.problems).toHaveLength(3);
    expect(answer.problems[0]).toEqual({
      file: at('p.yaml'),
      line: 2,
      column: 7,
      message: '"enforced" (did you mean `enforce`?): expected one of off, audit, notify, enforce',
    });
  });

  test('is a SARIF log', async () => {
    const at = folderOf({ 'my policy.yaml': BAD });
    const { code, out } = await validate([at('my policy.yaml')], { output: 'sarif' });
    expect(code).toBe(1);
    const log = JSON.parse(out) as { version: string; runs: { results: unknown[] }[] };
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]?.results).toHaveLength(3);
    expect(log.runs[0]?.results[0]).toEqual({
      ruleId: 'policy-mistake',
      ruleIndex: 0,
      level: 'error',
      message: { text: '"enforced" (did you mean `enforce`?): expected one of off, audit, notify, enforce' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `file://${at('my%20policy.yaml')}` },
            region: { startLine: 2, startColumn: 7 },
          },
        },
      ],
    });
  });

  test('cannot write control characters to the terminal', async () => {
    const at = folderOf({ 'p.yaml': `${GOOD}"\\e[2J\\u202emode": audit\n` });
    const { code, err } = await validate([at('p.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain('unknown name ` [2Jmode`');
    expect(err).not.toMatch(/[\u001b\u202e]/);
  });

  test('of two policies at once the second is told how it is read', async () => {
    const at = folderOf({ 'a.yaml': GOOD, 'b.yaml': GOOD });
    const { code, err } = await validate([at('a.yaml'), at('b.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain(
      `${at('b.yaml')} is read as an addition to ${at('a.yaml')}; a policy of its own is named alone\n`,
    );
  });
});

describe('what is no policy at all', () => {
  test('files that cannot be read are all told', async () => {
    const at = folderOf({ 'folder/x': '' });
    const { code, out, err } = await validate([at('nowhere.yaml'), at('folder')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(
      `ami-warden policy validate: ${at('nowhere.yaml')} cannot be read: there is no such file
ami-warden policy validate: ${at('folder')} cannot be read: it is a folder
`,
    );
  });

  test('stdin twice', async () => {
    const { code, err } = await validate(['-', '-']);
    expect(code).toBe(1);
    expect(err).toBe('ami-warden policy validate: - stands twice: stdin can be read only once\n');
  });

  test.each([
    ['an empty file', '', ':1:1: nothing: expected a mapping'],
    [
      'Latin-1',
      Buffer.from('name: caf\u00e9\n', 'latin1'),
      ':1:10: this is not UTF-8 text: expected YAML 1.2 in UTF-8',
    ],
    [
      '20 MB',
      Buffer.alloc(20_000_000, 'a'),
      ':1:1: the file is too large: expected at most 1000000 characters',
    ],
  ])('%s is refused with a place', async (_, text, mistake) => {
    const at = folderOf({ 'p.yaml': text });
    const { code, err } = await validate([at('p.yaml')]);
    expect(code).toBe(1);
    expect(err).toBe(`${at('p.yaml')}${mistake}\n`);
  });

  test.each([
    [{ output: 'junit' }, '--output: expected one of table, json, sarif, csv'],
    [
      { at: 'tomorrow' },
      '--at: expected a date (2027-01-15: from its first instant, UTC) or an instant (2027-01-15T08:00:00Z)',
    ],
  ])('wrong flags: %o', async (raw, message) => {
    const at = folderOf({ 'p.yaml': GOOD });
    const { code, out, err } = await validate([at('p.yaml')], raw);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(`ami-warden policy validate: ${message}\n`);
  });
});

describe('colours', () => {
  const isColoured = async (isTTY: boolean, env: Record<string, string>): Promise<boolean> => {
    const at = folderOf({ 'p.yaml': GOOD });
    return (await validate([at('p.yaml')], {}, { isTTY, env })).out.includes('\u001b[36mpublic-sharing');
  };

  test('on a terminal, unless NO_COLOR or a dumb one says otherwise', async () => {
    expect(await isColoured(true, {})).toBe(true);
    expect(await isColoured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await isColoured(true, { NO_COLOR: '' })).toBe(true);
    expect(await isColoured(true, { TERM: 'dumb' })).toBe(false);
    expect(await isColoured(false, {})).toBe(false);
  });
});

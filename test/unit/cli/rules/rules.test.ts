import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { runRules } from '../../../../lib/cli/rules/run.ts';
import { rules } from '../../../../lib/policy/registry.ts';
import { capturedIo } from '../policy/captured-io.ts';

const run = async (
  id: string | undefined,
  raw: unknown = {},
  options: Parameters<typeof capturedIo>[0] = {},
) => {
  const { io, out, err } = capturedIo(options);
  const code = await runRules(id, raw, io);
  return { code, out: out(), err: err() };
};

describe('rules', () => {
  test('lists every rule, one a line', async () => {
    const { code, out, err } = await run(undefined);
    expect(code).toBe(0);
    expect(err).toBe('');
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(rules.map(({ id }) => id));
    expect(lines[1]).toMatch(
      /^public-sharing +critical +DescribeImageAttribute +revoke-public +The image is not public\.$/,
    );
  });

  test('tells one in full, with every member that a policy can write of it', async () => {
    const { code, out } = await run('required-tags');
    expect(code).toBe(0);
    expect(out).toContain(
      'why          An image without an owner is patched by nobody, and no one dares to delete it.\n',
    );
    expect(out).toContain('reads        DescribeImages\n');
    expect(out).toContain('enforce      no remediation; the finding is told, as by notify\n');
    expect(out).toMatch(/^tags\.<name>\.pattern +text +What the value must match, in RE2 syntax\.$/m);
    expect(out).toMatch(/^grace +text +How long after it was first seen/m);
  });

  test('is data as JSON: all, or the one that is named', async () => {
    const all = JSON.parse((await run(undefined, { output: 'json' })).out) as { id: string }[];
    expect(all.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(JSON.parse((await run('sharing', { output: 'json' })).out)).toMatchObject({
      id: 'sharing',
      severity: 'high',
      reads: ['DescribeImageAttribute'],
      remediation: { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' },
    });
  });

  test('an unknown one is refused, with the nearest that there is', async () => {
    const { code, out, err } = await run('sharin');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(
      /^ami-warden rules: there is no rule "sharin" \(did you mean `sharing`\?\): expected one of /,
    );
  });

  test('a wrong form is refused', async () => {
    const { code, err } = await run(undefined, { output: 'sarif' });
    expect(code).toBe(1);
    expect(err).toBe('ami-warden rules: --output: expected one of table, json, markdown\n');
  });

  test('colours only on a terminal', async () => {
    expect((await run('sharing', {}, { isTTY: true })).out).toContain('\u001b[1msharing\u001b[0m');
    expect((await run('sharing')).out).not.toContain('\u001b');
  });
});

describe('docs/rules.md', () => {
  test('is what the command prints; `npm run docs` makes it anew', async () => {
    const path = new URL('../../../../docs/rules.md', import.meta.url).pathname;
    const { out } = await run(undefined, { output: 'markdown' });
    const printed = await format(out, { ...(await resolveConfig(path)), parser: 'markdown' });
    expect(readFileSync(path, 'utf8')).toBe(printed);
  });
});

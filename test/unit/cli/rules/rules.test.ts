import { describe, expect, test } from 'vitest';
import { runRules } from '../../../../lib/cli/rules/run.ts';
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

/** What policies, journals and alerts name: an id that is gone or renamed breaks them. */
const IDS = [
  'public-sharing',
  'sharing',
  'snapshot-sharing',
  'export',
  'encryption',
  'required-tags',
  'naming',
  'image-shape',
  'age',
  'provenance',
  'guardrails',
  'quota',
  'launch',
  'cel',
];

describe('rules', () => {
  test('lists every rule once, one a line', async () => {
    const { code, out, err } = await run(undefined);
    expect(code).toBe(0);
    expect(err).toBe('');
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(IDS);
    expect(lines[1]).toMatch(/^public-sharing +critical +image +revoke-public +The image is not public\.$/);
  });

  test('tells one in full, with what of AWS it rests on and every member that a policy can write of it', async () => {
    const { code, out } = await run('required-tags');
    expect(code).toBe(0);
    expect(out).toContain(
      'why           An image without an owner is patched by nobody, and no one dares to delete it.\n',
    );
    expect(out).toMatch(/^rests on +Tags are the owner/m);
    expect(out).toMatch(/^reads +DescribeImages$/m);
    expect(out).toMatch(/^remediations +add-tags$/m);
    expect(out).toMatch(/^tags\.<name>\.pattern +text +- +\S+ +What the value must match, in RE2 syntax\.$/m);
    expect(out).toMatch(/^grace +text +- +30m +How long after it was first seen/m);
  });

  test('shows what holds without a member as a policy would write it', async () => {
    expect((await run('age')).out).toMatch(/^maxAge +none \| text +180d /m);
    expect((await run('quota')).out).toMatch(/^watch\.amis\.warn +text +70% /m);
    expect((await run('image-shape')).out).toMatch(/^virtualization +list of hvm \| paravirtual +hvm /m);
    expect((await run('sharing')).out).toMatch(/^remediate\.limit\.perHour +number +50 +20 /m);
    expect((await run('sharing')).out).toMatch(/^remediate\.action +revoke-unlisted +revoke-unlisted /m);
  });

  test('judges of two kinds of subjects are one rule', async () => {
    expect(JSON.parse((await run('quota', { output: 'json' })).out)).toMatchObject({
      id: 'quota',
      subjects: ['account-region', 'image'],
    });
  });

  test('is data as JSON: all, or the one that is named', async () => {
    const all = JSON.parse((await run(undefined, { output: 'json' })).out) as Record<string, unknown>[];
    expect(all.map(({ id }) => id)).toEqual(IDS);
    for (const rule of all) {
      for (const member of ['why', 'holds', 'awsFact']) {
        expect([rule['id'], member, rule[member]]).toEqual([
          rule['id'],
          member,
          expect.stringMatching(/^[A-Z\p{L}`].{10,}[.)]$/su) as string,
        ]);
      }
    }
    expect(JSON.parse((await run('sharing', { output: 'json' })).out)).toMatchObject({
      id: 'sharing',
      severity: 'high',
      reads: ['DescribeImageAttribute'],
      remediations: ['revoke-unlisted'],
      remediation: { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' },
    });
  });

  test('is a spreadsheet as CSV: a row a rule, or a row a member of the one that is named', async () => {
    const list = (await run(undefined, { output: 'csv' })).out.split('\r\n');
    expect(list[0]).toBe('rule,severity,subjects,reads,alsoReads,remediations,passesWhen,why,restsOn');
    expect(list.slice(1, -1).map((line) => line.split(',')[0])).toEqual(IDS);
    const one = (await run('age', { output: 'csv' })).out.split('\r\n');
    expect(one[0]).toBe('rule,member,form,required,default,example,meaning');
    expect(one[1]).toMatch(/^age,maxAge,none \| text,false,180d,/);
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
    expect(err).toBe('ami-warden rules: --output: expected one of table, json, csv, markdown\n');
  });

  test('colours only on a terminal', async () => {
    expect((await run('sharing', {}, { isTTY: true })).out).toContain('\u001b[1msharing\u001b[0m');
    expect((await run('sharing')).out).not.toContain('\u001b');
  });

  test('fits the terminal', async () => {
    const { out } = await run('age', {}, { isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
    const widest = Math.max(...out.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(80);
  });
});

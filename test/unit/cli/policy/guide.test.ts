import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTest } from '../../../../lib/cli/policy/test/run.ts';
import { runValidate } from '../../../../lib/cli/policy/validate/run.ts';
import { policyJsonSchema } from '../../../../lib/policy/source/json-schema.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-09-01T00:00:00Z');
const GUIDE = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const blocks = [...GUIDE.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

/** The page's fragments as files: those that begin with a comment under the name in it, the rest as the policy. */
const files = (): Readonly<Record<string, string>> => {
  const named = blocks.flatMap((text) => {
    const name = /^# (\S+)\n/.exec(text)?.[1];
    return name === undefined ? [] : [[name, text] as const];
  });
  const rest = blocks.filter((text) => !text.startsWith('# '));
  return { ...Object.fromEntries(named), 'ami-policy.yaml': rest.join('') };
};

describe('docs/policy.md', () => {
  test('its fragments together are a policy without a warning', async () => {
    const at = folderOf(files());
    const { io, err } = capturedIo();
    const paths = [at('ami-policy.yaml')];
    expect(await runValidate(paths, {}, io, NOW)).toBe(0);
    expect(err()).toMatch(/^\S+ good: 6 rules, 3 overrides, 2 waivers, 6 tests; sha256 [0-9a-f]{64}\n$/);
  });

  test('its tests pass in its organisation', async () => {
    const at = folderOf(files());
    const { io, err } = capturedIo();
    const paths = [at('ami-policy.yaml')];
    expect(await runTest(paths, { organization: at('organization.yaml') }, io, NOW)).toBe(0);
    expect(err()).toBe('6 passed, 0 failed\n');
  });

  test('it speaks of every member at the top of a policy', () => {
    const members = Object.keys(policyJsonSchema().properties ?? {});
    const written = members.filter((member) =>
      blocks.some((text) => new RegExp(`^${member}:`, 'm').test(text)),
    );
    expect(written).toEqual(members);
  });
});

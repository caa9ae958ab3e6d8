import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCompile } from '../../../../lib/cli/policy/compile/run.ts';
import { runTest } from '../../../../lib/cli/policy/test/run.ts';
import { runValidate } from '../../../../lib/cli/policy/validate/run.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const MAIN = `version: 1
include: [teams/*.yaml, 'shared/groups.yaml']
rules: { public-sharing: { mode: audit } }
tests:
  - name: public fails
    given: { account: '222233334444', region: eu-west-1, image: { launchPermission: [public] } }
    expect: { public-sharing: fail }
`;
const TEAM = `overrides:
  - match: { accounts: ['222233334444'] }
    rules: { public-sharing: { mode: enforce } }
tests:
  - name: the team enforces
    given: { account: '222233334444', region: eu-west-1, image: { launchPermission: [public] } }
    expect: { public-sharing: { verdict: fail, mode: audit } }
`;
const GROUPS = "groups: { dev: { accounts: ['555566667777'] } }\n";
const FILES = {
  'policy.yaml': MAIN,
  'teams/web.yaml': TEAM,
  'teams/.hidden.yaml': 'x: [',
  'shared/groups.yaml': GROUPS,
};

const validate = async (paths: readonly string[]) => {
  const { io, out, err } = capturedIo();
  const code = await runValidate(paths, { output: 'json' }, io, NOW);
  return { code, answer: JSON.parse(out()) as { files: string[] }, err: err() };
};

describe('files that a policy includes', () => {
  test('are read beside it, globs in order, hidden ones left out', async () => {
    const at = folderOf(FILES);
    const { code, answer, err } = await validate([at('policy.yaml')]);
    expect(code).toBe(0);
    expect(answer.files).toEqual(['policy.yaml', 'teams/web.yaml', 'shared/groups.yaml'].map(at));
    expect(err).toContain('2 tests; sha256 ');
  });

  test('have their tests told with their own places', async () => {
    const at = folderOf(FILES);
    const { io, out } = capturedIo();
    expect(await runTest([at('policy.yaml')], {}, io, NOW)).toBe(2);
    expect(out()).toContain(`  pass  public fails\n  FAIL  the team enforces  ${at('teams/web.yaml')}:5:5\n`);
    expect(out()).toContain('got       fail, mode enforce\n');
  });

  test('are named from the policy’s folder in the bundle, wherever it lies', async () => {
    const compiled = async (): Promise<string> => {
      const { io, out } = capturedIo();
      expect(await runCompile([folderOf(FILES)('policy.yaml')], {}, io, NOW)).toBe(0);
      return out();
    };
    const [one, two] = [await compiled(), await compiled()];
    expect(one).toBe(two);
    expect(one).toContain('"file":"teams/web.yaml"');
  });

  test('that are not there are told where they are included', async () => {
    const at = folderOf({
      'policy.yaml': MAIN.replace('shared/groups', 'shared/nothing'),
      'teams/web.yaml': TEAM,
    });
    const { code, err } = await validate([at('policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain(
      `${at('policy.yaml')}:2:25: "shared/nothing.yaml" cannot be read: there is no such file`,
    );
  });

  test('that are folders or no files are not waited for', async () => {
    const at = folderOf({
      'policy.yaml': MAIN.replace('teams/*', 'pipe').replace('shared/groups', 'folder'),
      'folder.yaml/x': '',
    });
    expect(spawnSync('mkfifo', [at('pipe.yaml')]).status).toBe(0);
    const { code, err } = await validate([at('policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain('"pipe.yaml" cannot be read: it is no file');
    expect(err).toContain('"folder.yaml" cannot be read: it is a folder');
  });

  test('that include each other are refused, and end', async () => {
    const at = folderOf({ ...FILES, 'teams/web.yaml': `include: ['../policy.yaml']\n${TEAM}` });
    const { code, err } = await validate([at('policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain('a circle of includes');
  });

  test('outside the policy’s folder are not opened when another file than the policy names them', async () => {
    const at = folderOf({
      'p/policy.yaml': MAIN,
      'p/teams/web.yaml': "include: ['../../secret.yaml']\n",
      'p/shared/groups.yaml': GROUPS,
      'secret.yaml': 'secret: [',
    });
    const { code, err } = await validate([at('p/policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain('leads out of the folder of the policy');
    expect(err).not.toContain(`${at('secret.yaml')}:`);
    expect(readFileSync(at('secret.yaml'), 'utf8')).toBe('secret: [');
  });

  test('by a link are read only where the link stays in the policy’s folder', async () => {
    const at = folderOf({
      'p/policy.yaml': MAIN.replace("'shared/groups.yaml'", 'groups.yaml'),
      'p/teams/web.yaml': TEAM,
      'p/shared/groups.yaml': GROUPS,
      'secret.yaml': 'secret: [',
    });
    symlinkSync('shared/groups.yaml', at('p/groups.yaml'));
    expect((await validate([at('p/policy.yaml')])).code).toBe(0);
    symlinkSync('../../secret.yaml', at('p/teams/zebra.yaml'));
    const { code, err } = await validate([at('p/policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain(
      `${at('p/policy.yaml')}:2:11: ${at('p/teams/zebra.yaml')} cannot be read: it is a link that leads out of the folder of the policy`,
    );
    expect(err).not.toContain('secret');
  });

  test('may be given beside it as well, in whatever words, and are taken as included', async () => {
    const at = folderOf(FILES);
    const [team, groups] = [relative('', at('teams/web.yaml')), at('shared/groups.yaml')];
    const { code, answer } = await validate([at('policy.yaml'), team, groups]);
    expect(code).toBe(0);
    expect(answer.files).toEqual(['policy.yaml', 'teams/web.yaml', 'shared/groups.yaml'].map(at));
  });

  test('that are Latin-1 are told with the place of the first letter', async () => {
    const at = folderOf({ ...FILES, 'shared/groups.yaml': Buffer.from(`${GROUPS}# gr\xfcn`, 'latin1') });
    const { code, err } = await validate([at('policy.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain(`${at('shared/groups.yaml')}:2:5: this is not UTF-8 text`);
  });
});

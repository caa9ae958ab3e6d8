import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { runCompletion } from '../../../../lib/cli/completion/run.ts';
import { COMMANDS, GROUPS } from '../../../../lib/cli/commands.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const scriptOf = async (shell: string): Promise<string> => {
  const { io, out } = capturedIo();
  expect(await runCompletion(shell, GROUPS, COMMANDS, io)).toBe(0);
  return out();
};

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

interface Case {
  readonly line: string;
  readonly completions: readonly string[];
}

/** What is asked of every shell; the last word is the one being typed. */
const CASES: readonly Case[] = [
  { line: 'ami-warden pol', completions: ['policy'] },
  { line: 'ami-warden policy s', completions: ['schema'] },
  { line: 'ami-warden policy validate --out', completions: ['--output'] },
  { line: 'ami-warden policy validate --output ', completions: ['csv', 'json', 'sarif', 'table'] },
  { line: 'ami-warden policy test --output j', completions: ['json', 'junit'] },
  { line: 'ami-warden policy validate pol', completions: ['policy with blank.yaml', 'policy.yaml'] },
  { line: 'ami-warden policy compile policy.yaml --out o', completions: ['out.json'] },
  { line: 'ami-warden policy validate --at ', completions: [] },
  { line: 'ami-warden rules s', completions: ['sharing', 'snapshot-sharing'] },
  { line: 'ami-warden completion ', completions: ['bash', 'fish', 'zsh'] },
  {
    line: 'ami-warden policy validate policy ',
    completions: ['out.json', 'policy with blank.yaml', 'policy.yaml'],
  },
];

const FILES = { 'work/policy.yaml': '', 'work/policy with blank.yaml': '', 'work/out.json': '' };

describe('in a real bash', () => {
  const complete = async (words: readonly string[]): Promise<{ completions: string[]; stderr: string }> => {
    const at = folderOf({ ...FILES, script: await scriptOf('bash') });
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const driver = `source ../script; complete -p ami-warden >/dev/null || exit 9
COMP_WORDS=(${quoted}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ami_warden
for one in "\${COMPREPLY[@]}"; do printf '%s\\n' "$one"; done`;
    const { stdout, stderr, status } = spawnSync('bash', ['--noprofile', '--norc', '-u', '-c', driver], {
      cwd: at('work'),
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    return {
      completions: stdout
        .split('\n')
        .filter((line) => line !== '')
        .toSorted(),
      stderr,
    };
  };

  test.each(CASES)('$line', async ({ line, completions }) => {
    expect(await complete(line.split(' '))).toEqual({ completions, stderr: '' });
  });

  test('knows --flag=value, which bash takes for three words', async () => {
    const start = ['ami-warden', 'policy', 'validate', '--output', '='];
    expect((await complete(start)).completions).toEqual(['csv', 'json', 'sarif', 'table']);
    expect((await complete([...start, 'sa'])).completions).toEqual(['sarif']);
  });

  test('runs nothing of what was typed', async () => {
    const words = ['ami-warden', 'rules', '$(touch ran)', '`touch ran`', '$(touch ran)'];
    expect((await complete(words)).completions).toEqual([]);
    const after = await complete(['ami-warden', 'policy', 'validate', 'r']);
    expect(after).toEqual({ completions: [], stderr: '' });
  });
});

describe.runIf(has('fish'))('in a real fish', () => {
  test.each(CASES)('$line', async ({ line, completions }) => {
    const at = folderOf({ ...FILES, script: await scriptOf('fish') });
    const { stdout, stderr } = spawnSync(
      'fish',
      ['--no-config', '-c', `source ../script; complete -C '${line}'`],
      { cwd: at('work'), encoding: 'utf8' },
    );
    const found = stdout
      .split('\n')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('\t')[0]?.replaceAll('\\', ''));
    expect([found.toSorted(), stderr]).toEqual([completions, '']);
  });
});

describe.runIf(has('zsh'))('in a real zsh', () => {
  test('the script is read, and registers itself behind compinit', async () => {
    const at = folderOf({ ...FILES, script: await scriptOf('zsh') });
    const driver =
      'autoload -Uz compinit; compinit -u -D; source ../script; print -r -- $_comps[ami-warden]; functions _ami-warden | head -n 1';
    const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', driver], { cwd: at('work'), encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['_ami-warden\n_ami-warden () {\n', '']);
  });
});

describe.each(['bash', 'zsh', 'fish'])('the script for %s', (shell) => {
  test('knows every command and every flag', async () => {
    const script = await scriptOf(shell);
    for (const { doc } of COMMANDS) {
      expect(script).toContain(doc.path[doc.path.length - 1]);
      for (const { flags } of doc.options ?? []) {
        const flag = /--[\w-]+/.exec(flags)?.[0] ?? '';
        expect(script).toContain(shell === 'fish' ? `-l ${flag.slice(2)} ` : flag);
      }
    }
  });
});

test('another shell is refused, with the nearest that there is', async () => {
  const { io, out, err } = capturedIo();
  expect(await runCompletion('bsh', GROUPS, COMMANDS, io)).toBe(1);
  expect([out(), err()]).toEqual([
    '',
    'ami-warden completion: "bsh" (did you mean `bash`?): expected one of bash, zsh, fish\n',
  ]);
});

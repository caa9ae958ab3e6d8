import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { undoCommand } from '../../../lib/render/undo-command.ts';
import { fixed, record } from './sample-record.ts';

/** The arguments that a shell hands to `aws` when somebody pastes the command. */
const pasted = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', `aws() { for a in "$@"; do printf '%s\\n' "$a"; done; }; ${command}`], {
    encoding: 'utf8',
  })
    .trimEnd()
    .split('\n');

describe('the undo command', () => {
  it('invokes the function with the image and the journal entry', () => {
    const command = undoCommand(fixed(), 'ami-warden-dev-remediate');
    expect(command).toBe(
      `aws lambda invoke --function-name ami-warden-dev-remediate --cli-binary-format raw-in-base64-out ` +
        `--payload '{"rollback":{"account":"222233334444","region":"eu-west-1","image":"ami-0a1b2c3d4e5f60718","entry":"20260901T100003Z-0007"}}' /dev/stdout`,
    );
    expect(pasted(command ?? '')).toEqual([
      'lambda',
      'invoke',
      '--function-name',
      'ami-warden-dev-remediate',
      '--cli-binary-format',
      'raw-in-base64-out',
      '--payload',
      '{"rollback":{"account":"222233334444","region":"eu-west-1","image":"ami-0a1b2c3d4e5f60718","entry":"20260901T100003Z-0007"}}',
      '/dev/stdout',
    ]);
  });

  it('runs nothing else, whatever the ids hold', () => {
    const hostile = record({}, { undo: `';echo$IFS'owned'#` });
    const args = pasted(undoCommand(hostile, `f'$(echo$IFS'owned')`) ?? '');
    expect(args).toHaveLength(9);
    expect(args[3]).toBe(`f'$(echo$IFS'owned')`);
    expect(JSON.parse(args[7] ?? '')).toMatchObject({ rollback: { entry: `';echo$IFS'owned'#` } });
  });

  it.each([
    ['nothing was changed', null],
    ['the entry holds white space', 'a b'],
    ['the entry holds a line break', 'a\nb'],
    ['the entry is not one of ours', 'é'],
    ['the entry is too long', 'x'.repeat(257)],
  ])('is not given when %s', (_, undo) => {
    expect(undoCommand(record({}, { undo }), 'f')).toBeNull();
  });

  it.each(['', 'a b', 'a\nb', 'x'.repeat(257)])('is not given for a function called %j', (name) => {
    expect(undoCommand(fixed(), name)).toBeNull();
  });
});

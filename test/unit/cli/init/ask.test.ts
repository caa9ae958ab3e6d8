import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askOnTerminal } from '../../../../lib/cli/init/ask.ts';
import type { CommandIo } from '../../../../lib/cli/command-io.ts';

const RETURN = '\r';
const DOWN = '\u001b[B';
const BACK = '\u007f';
const CTRL_C = '\u0003';

const ORGANISATIONS = 'Which organisations';
const ACCOUNTS = 'Which accounts';
const TAGS = 'Which tags';
const REGIONS = 'In which regions';
const SLACK = 'Which Slack channel';
const MODE = 'How strict';

// On a dumb terminal Node edits no line: Backspace is a letter there.
beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Types each answer once its text has come on the screen, in this order; answers what was asked, and all that was shown. */
const answering = async (script: readonly (readonly [text: string, typed: string])[]) => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  const left = [...script];
  let shown = '';
  let screen = '';
  stderr.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    screen += chunk.toString();
    const [next] = left;
    if (next === undefined || !shown.includes(next[0])) return;
    left.shift();
    shown = '';
    setImmediate(() => stdin.write(next[1]));
  });
  const io = { stdin, stderr } as unknown as Pick<CommandIo, 'stdin' | 'stderr'>;
  return { asked: await askOnTerminal(io), left, screen };
};

test('what is left empty is left to what is usual', async () => {
  const all = [ORGANISATIONS, ACCOUNTS, TAGS, REGIONS, SLACK, MODE];
  const { asked, left } = await answering(all.map((text) => [text, RETURN]));
  expect([asked, left]).toEqual([{ mode: 'audit' }, []]);
});

test('answers are taken as typed, and a wrong one is told at once and asked again', async () => {
  const { asked, left } = await answering([
    [ORGANISATIONS, `self o-partner1234${RETURN}`],
    [ACCOUNTS, `1234${RETURN}`],
    ['expected an account id of 12 digits', `${BACK.repeat(4)}444455556666${RETURN}`],
    [TAGS, `Owner, Team${RETURN}`],
    [REGIONS, `eu-west-1${RETURN}`],
    [SLACK, `#sec${RETURN}`],
    [MODE, DOWN],
    ['and told', RETURN],
  ]);
  expect(left).toEqual([]);
  expect(asked).toEqual({
    orgId: 'self o-partner1234',
    partners: '444455556666',
    tags: 'Owner, Team',
    regions: 'eu-west-1',
    slack: '#sec',
    mode: 'notify',
  });
});

test('Ctrl-C leaves the questions', async () => {
  const early = await answering([
    [ORGANISATIONS, RETURN],
    [ACCOUNTS, CTRL_C],
  ]);
  expect(early.asked).toBe(null);
});

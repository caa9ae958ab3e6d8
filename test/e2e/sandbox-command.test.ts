import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DescribeImageAttributeCommand, EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../bin/ami-warden.js');

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const start = (...args: string[]) => {
  const child = spawn(process.execPath, [BIN, 'sandbox', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(() => ({ ...said, code: child.exitCode }));
  /** Resolves with the first match of a pattern in what it says. */
  const says = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(said.stdout);
      if (found !== null) return found[1] ?? found[0];
      await Promise.race([
        once(child.stdout, 'data'),
        ended.then(() => Promise.reject(new Error(said.stderr))),
      ]);
    }
  };
  return { child, ended, says };
};

/** What happened in the order in which it did; seconds depend on the machine. */
const titles = (said: string): readonly string[] =>
  said
    .split('\n')
    .filter((line) => /^\d\d:\d\d/.test(line))
    .map((line) => line.slice(12));

describe('ami-warden sandbox --once', () => {
  test('plays the day among generated images, the same for the same seed, puts right all that is enforced, and ends with 0; --json has the numbers', async () => {
    const day = ['--once', '--json', '--seed', '3', '--images', '60', '--spread'];
    const [one, again] = await Promise.all([start(...day).ended, start(...day).ended]);
    const { code, stdout, stderr } = one;
    expect(titles(stderr).length).toBeGreaterThan(40);
    expect(titles(again.stderr)).toEqual(titles(stderr));
    expect([code, stderr.includes('All that the policy enforces was put right and read back.')]).toEqual([
      0,
      true,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 3,
      malformed: 1,
      remediated: 8,
      failed: 0,
      openViolations: 0,
    });
    const numbers = JSON.parse(stdout) as Record<string, number>;
    for (const name of ['events', 'changes', 'ignored', 'findings', 'alerts']) {
      expect([name, typeof numbers[name]]).toEqual([name, 'number']);
    }
    expect(numbers['events']).toBeGreaterThanOrEqual(40);
  });

  test('ends with 1 when something enforced still stands, though its reader went away, as `| head` does', async () => {
    const { child, ended, says } = start('--once', '--faults', 'denied=DescribeImageAttribute@222233334444');
    await says(/The pipeline registers/);
    child.stdout.destroy();
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([1, '']);
  });

  test('ends at Ctrl-C in the middle of the day, and says so', async () => {
    const { child, ended, says } = start('--once', '--slow');
    await says(/The pipeline registers/);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(stdout.trimEnd().endsWith('The sandbox is gone, and all that was in it.')).toBe(true);
  });

  test.each([
    [['--seed', 'x'], '--seed: expected a whole number'],
    [['--json'], '--json: goes with --once'],
    [['--faults', 'gremlins=1%'], '--faults: '],
    [['--policy', 'nowhere.yaml'], '--policy: nowhere.yaml cannot be read'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { code, stderr } = await start(...args).ended;
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });

  test('a port that is taken is told', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    const { code, stderr } = await start('--no-day', '--port', port).ended;
    server.close();
    expect(stderr).toContain(`--port: ${port} is taken`);
    expect(code).toBe(1);
  });
});

describe('ami-warden sandbox, up', () => {
  const client = (endpoint: string): EC2Client =>
    new EC2Client({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
    });
  const target = { ImageId: 'ami-0aaaaaaaaaaaaaa01' };
  const makePublic = new ModifyImageAttributeCommand({
    ...target,
    LaunchPermission: { Add: [{ Group: 'all' }] },
  });
  const read = new DescribeImageAttributeCommand({ ...target, Attribute: 'launchPermission' });

  test('revokes a public share, tells it, and ends cleanly at Ctrl-C', async () => {
    const { child, ended, says } = start('--no-day');
    const ec2 = client(await says(/(http:\/\/127\.0\.0\.1:\d+)/));
    await ec2.send(makePublic);
    await says(/revoke-public[\s\S]*Read back and verified/);
    expect((await ec2.send(read)).LaunchPermissions).toEqual([]);
    ec2.destroy();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(stdout).toContain('The sandbox is gone');
    expect(code).toBe(0);
  });

  test('--no-guard leaves it public', async () => {
    const { child, ended, says } = start('--no-day', '--no-guard');
    const ec2 = client(await says(/(http:\/\/127\.0\.0\.1:\d+)/));
    await ec2.send(makePublic);
    expect((await ec2.send(read)).LaunchPermissions).toEqual([{ Group: 'all' }]);
    ec2.destroy();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

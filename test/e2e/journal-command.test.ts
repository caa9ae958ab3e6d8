import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import { createJournalTable, dynamoClient, startDynalite } from '../contract/dynamo-table.ts';
import { cause, imageRef } from '../contract/journal-samples.ts';
import { hasMoto, startMoto } from '../contract/moto.ts';

const BIN = join(import.meta.dirname, '../../bin/ami-warden.js');
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: '999988887777',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'us-east-1',
};

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> => {
  const options = { env: { PATH: process.env['PATH'], ...env }, maxBuffer: 1 << 27 };
  try {
    return { status: 0, ...(await promisify(execFile)(process.execPath, [BIN, ...args], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
};

const clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };

/** Two images, three entries. */
const fill = async (journal: Journal): Promise<readonly string[]> => {
  const attempt = (number: number, at: string): Promise<string> =>
    journal.append({ kind: 'attempt', at, ref: imageRef(number), cause });
  return [
    await attempt(1, '2026-03-01T10:00:00.000Z'),
    await attempt(2, '2026-03-01T11:00:00.000Z'),
    await attempt(1, '2026-03-01T12:00:00.000Z'),
  ];
};

const idsOf = (stdout: string): readonly string[] =>
  (JSON.parse(stdout) as { readonly id: string }[]).map(({ id }) => id);

describe('ami-warden journal', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('reads the journal of this machine where the XDG specification puts it, and exports it', async () => {
    const state = join(folder, 'state');
    const { journal, close } = sqliteJournal({ path: join(state, 'ami-warden/journal.sqlite'), clock });
    const ids = await fill(journal);
    close();
    const read = await run(['journal', '--output', 'json'], { XDG_STATE_HOME: state });
    expect([read.status, read.stderr, idsOf(read.stdout)]).toEqual([0, '3 entries\n', ids]);
    const to = `${join(folder, 'parts')}/`;
    const out = await run(['journal', 'export', '--to', to], { XDG_STATE_HOME: state });
    expect([out.status, out.stderr]).toEqual([
      0,
      '3 entries, from 2026-03-01T10:00:00.000Z to 2026-03-01T12:00:00.000Z\n',
    ]);
    const [name = ''] = readdirSync(to);
    expect(out.stdout).toBe(`${to}${name}\n`);
    expect(
      gunzipSync(readFileSync(join(to, name)))
        .toString()
        .trimEnd()
        .split('\n'),
    ).toHaveLength(3);
  });

  test('has a place without XDG_STATE_HOME too, and says which', async () => {
    const { status, stderr } = await run(['journal'], { HOME: folder });
    expect([status, stderr]).toEqual([
      1,
      `ami-warden journal: OpenJournal: NotFound: there is no journal ${folder}/.local/state/ami-warden/journal.sqlite\n`,
    ]);
  });

  test('stops reading when nobody reads it any more', async () => {
    const file = join(folder, 'large.sqlite');
    const { journal, close } = sqliteJournal({ path: file, clock });
    for (let n = 0; n < 1_100; n += 1) {
      const at = new Date(Date.parse('2026-03-01T00:00:00.000Z') + n).toISOString();
      await journal.append({ kind: 'attempt', at, ref: imageRef(n), cause });
    }
    close();
    const child = spawn(process.execPath, [BIN, 'journal', '--file', file, '--output', 'jsonl'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await once(child, 'close');
    expect([child.exitCode, stderr]).toEqual([0, '500 entries\n']);
  });

  test('reads a deployed table with the credentials of whoever asks', async () => {
    const server = await startDynalite();
    const client = dynamoClient(server.endpoint);
    try {
      await createJournalTable(client, 'ami-warden-dev-journal');
      const ids = await fill(dynamoJournal({ client, table: 'ami-warden-dev-journal', clock }));
      const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: server.endpoint };
      const table = ['journal', '--table', 'ami-warden-dev-journal', '--output', 'json'];
      const all = await run(table, env);
      expect([all.status, all.stderr, idsOf(all.stdout).toSorted()]).toEqual([0, '3 entries\n', ids]);
      const place = ['--account', '111122223333', '--region', 'eu-west-1'];
      const one = await run([...table, ...place, '--image', 'ami-00000000000000001'], env);
      expect([one.status, idsOf(one.stdout)]).toEqual([0, [ids[0], ids[2]]]);
      const none = await run(['journal', '--table', 'no-such-table'], env);
      expect([none.status, none.stdout]).toEqual([1, '']);
      expect(none.stderr).toContain('ResourceNotFoundException');
    } finally {
      client.destroy();
      await server.close();
    }
  });

  test.runIf(hasMoto)('exports a table into a bucket, part after part', async () => {
    const moto = await startMoto();
    const config = { endpoint: moto.endpoint, region: 'us-east-1', forcePathStyle: true };
    const credentials = { accessKeyId: '999988887777', secretAccessKey: 'any' };
    const s3 = new S3Client({ ...config, credentials });
    const client = dynamoClient(moto.endpoint);
    try {
      await s3.send(new CreateBucketCommand({ Bucket: 'archive' }));
      await createJournalTable(client, 'ami-warden-dev-journal');
      await fill(dynamoJournal({ client, table: 'ami-warden-dev-journal', clock }));
      const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: moto.endpoint };
      const words = [
        'journal',
        'export',
        '--table',
        'ami-warden-dev-journal',
        '--to',
        's3://archive/ami-warden',
      ];
      const keys = [
        'ami-warden/journal-until-20260301T113000.000Z-since-beginning.jsonl.gz',
        'ami-warden/journal-until-20260301T130000.000Z-since-20260301T113000.000Z.jsonl.gz',
      ] as const;
      const first = await run([...words, '--until', '2026-03-01T11:30:00Z'], env);
      expect(first).toMatchObject({ status: 0, stdout: `s3://archive/${keys[0]}\n` });
      const second = await run([...words, '--until', '2026-03-01T13:00:00Z'], env);
      expect(second).toMatchObject({ status: 0, stdout: `s3://archive/${keys[1]}\n` });
      const counts = await Promise.all(
        keys.map(async (Key) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key }));
          const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
          return gunzipSync(bytes).toString().trimEnd().split('\n').length;
        }),
      );
      expect(counts).toEqual([2, 1]);
    } finally {
      s3.destroy();
      client.destroy();
      await moto.close();
    }
  });
});

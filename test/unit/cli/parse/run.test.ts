import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runParse } from '../../../../lib/cli/parse/run.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ami-warden-parse-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sampleFile = (name: string): string =>
  new URL(`../../../../events/${name}.json`, import.meta.url).pathname;

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

interface Run {
  readonly code: number;
  readonly lines: readonly unknown[];
  readonly complaints: string;
}

const collect = (): { readonly stream: Writable; readonly text: () => string } => {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
};

const run = async (files: readonly string[], stdin: string | Uint8Array = ''): Promise<Run> => {
  const [out, err] = [collect(), collect()];
  const bytes = typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
  const streams = { stdin: Readable.from([bytes]), stdout: out.stream, stderr: err.stream };
  const code = await runParse({ files }, streams);
  const lines = out
    .text()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
  return { code, lines, complaints: err.text() };
};

const share = {
  eventSource: 'ec2.amazonaws.com',
  eventName: 'ModifyImageAttribute',
  eventTime: '2026-11-02T08:03:07Z',
  eventID: 'e-1',
  awsRegion: 'eu-west-1',
  recipientAccountId: '012345678901',
  requestParameters: {
    imageId: 'ami-1a2b3c4d',
    attributeType: 'launchPermission',
    launchPermission: { add: { items: [{ group: 'all' }] } },
  },
};
const shareLine = {
  kind: 'change',
  event: 'ModifyImageAttribute',
  account: '012345678901',
  region: 'eu-west-1',
  images: ['ami-1a2b3c4d'],
  reason: null,
};

describe('ami-warden parse', () => {
  it('prints a line for an envelope, a bare record, a log file, a list and lines alike', async () => {
    const files = [
      file('bare.json', JSON.stringify(share)),
      file(
        'envelope.json',
        JSON.stringify({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail: share }),
      ),
      file('log.json', JSON.stringify({ Records: [share] })),
      file('list.json', JSON.stringify([share])),
      file('lines.json', `${JSON.stringify(share)}\n`),
    ];
    expect(await run(files)).toEqual({ code: 0, lines: Array<unknown>(5).fill(shareLine), complaints: '' });
  });

  it('prints the members in the order that the documentation has them', async () => {
    const [out, err] = [collect(), collect()];
    await runParse(
      { files: ['-'] },
      { stdin: Readable.from([JSON.stringify(share)]), stdout: out.stream, stderr: err.stream },
    );
    expect(out.text()).toBe(
      '{"kind":"change","event":"ModifyImageAttribute","account":"012345678901","region":"eu-west-1","images":["ami-1a2b3c4d"],"reason":null}\n',
    );
  });

  it('unpacks gzip by what it is, not by its name, from files and from stdin', async () => {
    const packed = gzipSync(JSON.stringify({ Records: [share, share] }));
    const named = await run([file('log.json.gz', packed), file('packed', packed)]);
    expect(named.lines).toEqual([shareLine, shareLine, shareLine, shareLine]);
    expect((await run(['-'], packed)).lines).toEqual([shareLine, shareLine]);
    expect((await run([file('plain.json.gz', JSON.stringify(share))])).lines).toEqual([shareLine]);
  });

  it('says why: refused attempts, snapshots, parameters that were left out', async () => {
    const { code, lines } = await run([
      sampleFile('modify-image-attribute-account-denied'),
      sampleFile('modify-snapshot-attribute'),
      sampleFile('modify-image-attribute-too-large'),
      sampleFile('create-tags-no-image'),
    ]);
    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        kind: 'change',
        event: 'ModifyImageAttribute',
        account: '333344445555',
        region: 'us-east-1',
        images: ['ami-0a1b2c3d4e5f60718'],
        reason:
          'an attempt that AWS refused: Client.UnauthorizedOperation: You are not authorized to perform this operation.',
      },
      {
        kind: 'change',
        event: 'ModifySnapshotAttribute',
        account: '111122223333',
        region: 'us-east-1',
        images: [],
        reason: 'names snap-0a1b2c3d4e5f60718: the images that it backs are looked up',
      },
      {
        kind: 'change',
        event: 'ModifyImageAttribute',
        account: '111122223333',
        region: 'us-east-1',
        images: [],
        reason:
          'CloudTrail left requestParameters out, as it does with more than 100 KB: anything of this account and region may have changed',
      },
      {
        kind: 'ignored',
        event: 'CreateTags',
        account: '111122223333',
        region: 'us-east-1',
        images: [],
        reason: 'none of the tagged resources is an image',
      },
    ]);
  });

  it.each([
    [
      'run-instances',
      'names i-0a1b2c3d4e5f60718 from ami-0a1b2c3d4e5f60718, i-0a1b2c3d4e5f60719 from ami-0a1b2c3d4e5f60718: the instances are judged',
    ],
    ['run-instances-no-image', 'names i-0a1b2c3d4e5f60718: the instances are judged'],
    [
      'run-instances-too-large',
      'CloudTrail left responseElements out, as it does with more than 100 KB: anything of this account and region may have changed',
    ],
    ['disable-image-block-public-access', 'a guard rail of this account and region, to unblocked'],
    ['replace-image-criteria-in-allowed-images-settings', 'a guard rail of this account and region'],
    ['import-image', 'began import-ami-0a1b2c3d4e5f60718, which is followed until it names its image'],
    ['recheck-account-region', 'the guard rails of this account and region are looked at again'],
    ['export-image', null],
  ])('says what a change without an image is about: %s', async (name, reason) => {
    expect((await run([sampleFile(name)])).lines).toMatchObject([{ kind: 'change', reason }]);
  });

  it('counts instances that are too many to name', async () => {
    const items = Array.from({ length: 20 }, (_, n) => ({
      instanceId: `i-000000${String(n).padStart(2, '0')}`,
    }));
    const launch = { ...share, eventName: 'RunInstances', responseElements: { instancesSet: { items } } };
    const { lines } = await run(['-'], JSON.stringify(launch));
    expect(lines).toMatchObject([
      {
        reason:
          'names i-00000000 from ami-1a2b3c4d, i-00000001 from ami-1a2b3c4d, i-00000002 from ami-1a2b3c4d and 17 more: the instances are judged',
      },
    ]);
  });

  it('ends with 2 for a malformed record, says which it was, and reads on', async () => {
    const text = `${JSON.stringify(share)}\n{"cut":\n5\n${JSON.stringify(share)}\n`;
    const { code, lines, complaints } = await run(['-'], text);
    expect(code).toBe(2);
    expect(lines).toMatchObject([shareLine, { kind: 'malformed', event: null, images: [] }, shareLine]);
    expect(complaints).toMatch(/^ami-warden parse: stdin: record 2 is malformed: not JSON: .+\n$/);
  });

  it.each([
    ['an empty file', '', 'the input is empty: expected JSON'],
    ['a number', '5', 'expected an EventBridge event or a CloudTrail record, found a number'],
    ['a record cut off', '{"Records":[{"eventName":', 'the input ends in the middle of a record'],
  ])('calls %s malformed', async (_, text, reason) => {
    expect(await run(['-'], text)).toEqual({
      code: 2,
      lines: [{ kind: 'malformed', event: null, account: null, region: null, images: [], reason }],
      complaints: `ami-warden parse: stdin: record 1 is malformed: ${reason}\n`,
    });
  });

  it('ends with 3 for a file that is not there, and reads the others', async () => {
    const missing = join(folder, 'missing.json');
    expect(await run([missing, sampleFile('describe-images'), folder])).toMatchObject({
      code: 3,
      lines: [{ kind: 'ignored', event: 'DescribeImages' }],
      complaints: `ami-warden parse: ${missing}: there is no such file\nami-warden parse: ${folder}: is a directory; name the files in it\n`,
    });
  });

  it('ends with 1 when nothing could be read at all', async () => {
    expect(await run([join(folder, 'missing.json'), folder])).toMatchObject({ code: 1, lines: [] });
  });

  it('ends with 3 when something is malformed and something could not be read: not all was looked at', async () => {
    expect(await run(['-', join(folder, 'missing.json')], '5')).toMatchObject({ code: 3 });
  });

  it('says that gzip data is cut off, and how much was read before', async () => {
    const packed = gzipSync(JSON.stringify({ Records: [share] }));
    const cut = file('cut.json.gz', packed.subarray(0, packed.length - 10));
    const { code, lines, complaints } = await run([cut]);
    expect(code).toBe(3);
    expect(lines).toEqual([shareLine]);
    expect(complaints).toBe(
      `ami-warden parse: ${cut}: the gzip data is cut off; 1 record was read before that\n`,
    );
  });

  it('says that gzip data is damaged', async () => {
    const packed = gzipSync(JSON.stringify(share));
    packed.fill(0xff, 20, 40);
    const { code, complaints } = await run(['-'], packed);
    expect(code).toBe(1);
    expect(complaints).toBe(
      'ami-warden parse: stdin: the gzip data is damaged; 0 records were read before that\n',
    );
  });

  it('lets no control character of an event reach the terminal', async () => {
    const { complaints } = await run(['-'], '\u001b[2J\u0007');
    expect(complaints.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('stops in peace when its reader goes away', async () => {
    const err = collect();
    const stdout = new Writable({
      write: (_, __, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const files = [sampleFile('describe-images'), join(folder, 'missing.json')];
    const code = await runParse({ files }, { stdin: Readable.from([]), stdout, stderr: err.stream });
    expect(code).toBe(0);
    expect(err.text()).toBe('');
  });

  it('says when its output cannot be written', async () => {
    const err = collect();
    const stdout = new Writable({
      write: (_, __, done) => {
        done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      },
    });
    const code = await runParse(
      { files: ['-'] },
      { stdin: Readable.from([JSON.stringify(share)]), stdout, stderr: err.stream },
    );
    expect(code).toBe(1);
    expect(err.text()).toBe('ami-warden parse: stdin: no space left on device\n');
  });
});

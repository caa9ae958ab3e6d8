import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readInventory, type InventoryEntry } from '../../../../lib/cli/inventory-file/read.ts';
import { subjectLine } from '../../../../lib/cli/inventory-file/write.ts';
import { folderOf } from '../policy/folder.ts';
import { inventoryOf, subject } from './lines-of-states.ts';

const entriesOf = async (file: string, stdin = ''): Promise<readonly InventoryEntry[]> => {
  const all: InventoryEntry[] = [];
  for await (const entries of readInventory(file, Readable.from([Buffer.from(stdin)]))) all.push(...entries);
  return all;
};
const read = (text: string) => entriesOf('-', text);

const REF = { account: '222233334444', region: 'eu-west-1', image: 'ami-0123456789abcdef0' };
const IMAGE = { state: 'available', public: false, tags: {}, devices: [] };
const line = (members: object): string =>
  JSON.stringify({ ref: REF, observedAt: '2026-09-01T10:00:00Z', ...members });
const problemOf = async (text: string): Promise<string> => {
  const [entry] = await read(text);
  return entry?.kind === 'bad' ? entry.reason : `${String(entry?.kind)}, and nothing wrong with it`;
};

describe('an inventory', () => {
  test('gives back what was written, the organisation first', async () => {
    const states = [
      subject({
        account: '222233334444',
        region: 'eu-west-1',
        image: { launchPermission: ['public', 'ou-ab12-dev00001'] },
      }),
      subject({ account: '222233334444', region: 'eu-west-1', instance: {} }),
      subject({ account: '222233334444', region: 'eu-west-1', guardrails: { ebsEncryption: false } }),
    ];
    const entries = await read(inventoryOf(states));
    expect(entries.map(({ kind, line: number }) => [kind, number])).toEqual([
      ['organization', 1],
      ['subject', 2],
      ['subject', 3],
      ['subject', 4],
    ]);
    expect(entries.flatMap((entry) => (entry.kind === 'subject' ? [entry.state] : []))).toEqual(states);
  });

  test('looks as its page says', async () => {
    const page = readFileSync(new URL('../../../../docs/inventory.md', import.meta.url), 'utf8');
    const [, lines = ''] = /```json\n([^`]*)```/.exec(page) ?? [];
    const entries = await read(lines);
    expect(entries.map((entry) => (entry.kind === 'bad' ? entry.reason : entry.kind))).toEqual([
      'organization',
      'subject',
      'subject',
    ]);
  });

  test('is read from gzip, and across blank lines and a missing last line end', async () => {
    const text = inventoryOf([subject({ account: '222233334444', region: 'eu-west-1', image: {} })]);
    const path = folderOf({ 'inventory.jsonl.gz': gzipSync(`\n${text.replace('\n', '\n\n\n').trimEnd()}`) });
    const entries = await entriesOf(path('inventory.jsonl.gz'));
    expect(entries.map(({ kind, line: number }) => [kind, number])).toEqual([
      ['organization', 2],
      ['subject', 5],
    ]);
  });

  test('takes plain values for what is known, texts for principals, and nothing for what AWS left out', async () => {
    const arn = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';
    const principals = ['public', '012345678901', arn];
    const [entry] = await read(line({ image: IMAGE, launchPermission: principals, shareQuota: 1000 }));
    expect(entry).toMatchObject({
      kind: 'subject',
      state: {
        observedAt: '2026-09-01T10:00:00.000Z',
        image: { kind: 'known', value: { name: null, owner: null, watermarks: [], public: false } },
        launchPermission: {
          kind: 'known',
          value: [
            { kind: 'public' },
            { kind: 'account', account: '012345678901' },
            { kind: 'unit', organization: 'o-exampleorg1', unit: 'ou-ab12-prod0001', arn },
          ],
        },
        shareQuota: { kind: 'known', value: 1000 },
      },
    });
  });

  test('keeps faults, so that what AWS refused stays an error', async () => {
    const fault = {
      kind: 'fault',
      operation: 'DescribeImages',
      code: 'UnauthorizedOperation',
      message: 'no',
      retryable: false,
    };
    const [entry] = await read(line({ image: fault }));
    expect(entry).toMatchObject({ kind: 'subject', state: { image: fault } });
  });

  test.each([
    ['not JSON', '{"ref":', 'not JSON: '],
    ['no object', '[]', 'expected an object'],
    [
      'a group of facts that is misspelt',
      line({ lauchPermission: [] }),
      'Unrecognized key: "lauchPermission"',
    ],
    [
      'an account without its leading zero',
      JSON.stringify({ ref: { ...REF, account: '22233334444' }, observedAt: '2026-09-01' }),
      'ref: ',
    ],
    [
      'an image that does not say whether it is public',
      line({ image: { ...IMAGE, public: undefined } }),
      'image.public: ',
    ],
    [
      'an image that does not say what disks it has',
      line({ image: { ...IMAGE, devices: undefined } }),
      'image.devices: ',
    ],
    [
      'a time of observation that is none',
      JSON.stringify({ ref: REF, observedAt: 'last week' }),
      'observedAt: expected an ISO 8601 time',
    ],
    ['a principal that is none', line({ launchPermission: ['everybody'] }), 'launchPermission.0: '],
    [
      'facts of another kind of subject',
      line({ ebsEncryption: { enabled: true } }),
      'ebsEncryption: expected none of an image',
    ],
    ['no time of observation', JSON.stringify({ ref: REF }), 'observedAt: '],
  ])('says what is wrong with %s', async (_, text, problem) => {
    expect(await problemOf(text)).toContain(problem);
  });

  test('loses nothing behind a bad line, and tells its number', async () => {
    const good = subjectLine(subject({ account: '222233334444', region: 'eu-west-1', image: {} }));
    const entries = await read(`oops\n${good}`);
    expect(entries.map(({ kind, line: number }) => [kind, number])).toEqual([
      ['bad', 1],
      ['subject', 2],
    ]);
  });

  test('does not judge a subject twice', async () => {
    const good = subjectLine(subject({ account: '222233334444', region: 'eu-west-1', image: {} }));
    const [, second] = await read(good + good);
    expect(second).toEqual({
      kind: 'bad',
      line: 2,
      reason:
        '222233334444/eu-west-1/ami-0123456789abcdef0 stands on a line before this one already: expected once',
    });
  });

  test('takes an organisation on the first line only: what stood before would have been judged without it', async () => {
    const [organization = '', image = ''] = inventoryOf([
      subject({ account: '222233334444', region: 'eu-west-1', image: {} }),
    ]).split('\n');
    const [, second] = await read(`${image}\n${organization}\n`);
    expect(second).toMatchObject({ kind: 'bad', line: 2 });
  });

  test('tells twenty thousand subjects apart', async () => {
    const line = (index: number): string =>
      `{"ref":{"account":"222233334444","region":"eu-west-1","image":"ami-${index.toString(16).padStart(17, '0')}"},"observedAt":"2026-09-01"}\n`;
    const entries = await read(Array.from({ length: 20_000 }, (_, index) => line(index)).join(''));
    expect(entries.filter(({ kind }) => kind === 'subject')).toHaveLength(20_000);
  });
});

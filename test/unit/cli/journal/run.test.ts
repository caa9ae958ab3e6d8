import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { runJournal } from '../../../../lib/cli/journal/run.ts';
import { cause, imageRef } from '../../../contract/journal-samples.ts';
import { ownFolder } from '../../local/folder.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { ref, STORY, SUBJECT, writeJournal } from './journal-file.ts';

const NOW = new Date('2026-03-03T10:00:00.000Z');

const run = async (flags: object, env: Readonly<Record<string, string>> = {}) => {
  const { io, out, err } = capturedIo({ env });
  const code = await runJournal(flags, io, NOW);
  return { code, out: out(), err: err() };
};

const story = async () => {
  const file = ownFolder()('journal.sqlite');
  const ids = await writeJournal(file, STORY);
  return { file, ids };
};

describe('the table', () => {
  test('is a line an entry: when, who, where, what, before and after, and what an undo names', async () => {
    const { file, ids } = await story();
    const { code, out, err } = await run({ file });
    expect([code, err]).toEqual([0, '5 entries\n']);
    const lines = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines).toEqual([
      ['WHEN', 'WHO', 'WHERE', 'WHAT', 'BEFORE -> AFTER', 'UNDO NAMES'],
      [
        '2026-03-01T10:00:01Z',
        'builder/ci',
        SUBJECT,
        'public-sharing is open: shared with everybody',
        '-',
        '-',
      ],
      ['2026-03-01T10:00:01Z', 'ami-warden', SUBJECT, 'plan p1: revoke-public for public-sharing', '-', '-'],
      [
        '2026-03-01T10:00:02Z',
        'ami-warden',
        SUBJECT,
        'revoke-public for public-sharing: begun',
        'shared with everybody (public)',
        '-',
      ],
      [
        '2026-03-01T10:00:03Z',
        'ami-warden',
        SUBJECT,
        'revoke-public for public-sharing: done and read back',
        'shared with everybody (public) -> shared with nobody',
        ids[3],
      ],
      [
        '2026-03-02T09:00:00Z',
        'builder/ci',
        '111122223333/us-west-2/ami-00000000000000002',
        'ModifyImageAttribute was tried, and AWS refused it: Client.UnauthorizedOperation',
        '-',
        '-',
      ],
      [''],
    ]);
  });

  test('of a journal with nothing in it is empty', async () => {
    const file = ownFolder()('journal.sqlite');
    await writeJournal(file, []);
    expect(await run({ file })).toEqual({ code: 0, out: '', err: '0 entries\n' });
  });

  test('shows no character that a terminal acts on', async () => {
    const file = ownFolder()('journal.sqlite');
    const actor = { ...cause.actor, name: 'mal\u001b[2Jlory\u202e' } as typeof cause.actor;
    await writeJournal(file, [
      { kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause: { ...cause, actor } },
    ]);
    const { out } = await run({ file });
    expect(out).toContain('mal [2Jlory  ');
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('the flags narrow it', () => {
  const NAMES = ['open', 'plan', 'intent', 'done', 'attempt'];
  test.each([
    [{}, NAMES],
    [{ image: 'ami-00000000000000002' }, ['attempt']],
    [
      { account: '111122223333', region: 'eu-west-1', image: 'ami-00000000000000001' },
      ['open', 'plan', 'intent', 'done'],
    ],
    [{ account: '222233334444' }, []],
    [{ region: 'us-west-2' }, ['attempt']],
    [{ since: '2026-03-01T10:00:03Z' }, ['done', 'attempt']],
    [{ since: '25h1' }, null],
    [{ since: '26h' }, ['attempt']],
    [{ since: '3d', until: '2026-03-01T10:00:02Z' }, ['open', 'plan']],
    [{ until: '2026-03-02' }, ['open', 'plan', 'intent', 'done']],
  ])('%j', async (flags, expected) => {
    const { file, ids } = await story();
    const { code, out } = await run({ ...flags, file, output: 'json' });
    if (expected === null) {
      expect([code, out]).toEqual([1, '']);
      return;
    }
    const read = JSON.parse(out) as { readonly id: string }[];
    expect([code, read.map(({ id }) => NAMES[ids.indexOf(id)])]).toEqual([0, expected]);
  });
});

describe('data', () => {
  test('json is one list of whole entries, an empty one when there are none', async () => {
    const { file, ids } = await story();
    const { out } = await run({ file, output: 'json' });
    expect(JSON.parse(out)).toEqual(STORY.map((entry, n) => ({ ...entry, id: ids[n] })));
    expect(JSON.parse((await run({ file, output: 'json', since: '1s' })).out)).toEqual([]);
  });

  test('jsonl is an entry a line', async () => {
    const { file, ids } = await story();
    const { out } = await run({ file, output: 'jsonl' });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      STORY.map((entry, n) => ({ ...entry, id: ids[n] })),
    );
  });

  test('csv has a head and a row an entry, and nothing in it is a formula', async () => {
    const file = ownFolder()('journal.sqlite');
    const actor = { ...cause.actor, name: '=HYPERLINK("x")' } as typeof cause.actor;
    const ids = await writeJournal(file, [
      ...STORY.slice(3, 4),
      { kind: 'attempt', at: '2026-03-02T10:00:00.000Z', ref, cause: { ...cause, actor } },
    ]);
    const { out } = await run({ file, output: 'csv' });
    expect(out.split('\r\n')).toEqual([
      'at,id,kind,account,region,subject,rule,state,who,what,before,after,plan,policyHash,event,undo',
      `2026-03-01T10:00:03.000Z,${ids[0] ?? ''},outcome,111122223333,eu-west-1,${SUBJECT},public-sharing,done,ami-warden,` +
        'revoke-public for public-sharing: done and read back,shared with everybody (public),shared with nobody,p1,,,true',
      `2026-03-02T10:00:00.000Z,${ids[1] ?? ''},attempt,111122223333,eu-west-1,${SUBJECT},,,` +
        `"'=HYPERLINK(""x"")",ModifyImageAttribute was tried,,,,,ModifyImageAttribute,false`,
      '',
    ]);
  });

  test('comes in pages, all of it', async () => {
    const file = ownFolder()('journal.sqlite');
    const count = 1_201;
    await writeJournal(
      file,
      Array.from({ length: count }, (_, n) => ({
        kind: 'attempt' as const,
        at: new Date(Date.parse('2026-03-01T00:00:00.000Z') + n).toISOString(),
        ref: imageRef(n % 7),
        cause,
      })),
    );
    for (const output of ['json', 'csv', 'jsonl', 'table']) {
      const { out, err } = await run({ file, output });
      expect([output, err]).toEqual([output, '1201 entries\n']);
      expect(out.match(/ModifyImageAttribute was tried|"refused":null/g)).toHaveLength(count);
    }
  });
});

describe('what cannot be read', () => {
  test('is named on stderr, the rest is read, and it ends with 3', async () => {
    const { file } = await story();
    const database = new DatabaseSync(file);
    const insert = database.prepare(
      'INSERT INTO entry (subject, id, account, region, image, document) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (let n = 10; n < 30; n += 1) {
      const id = `2026-03-01T10:00:${String(n)}.000Z#000001-abcdefgh`;
      insert.run(SUBJECT, id, ref.account, ref.region, ref.image, '{"kind":"of tomorrow"}');
    }
    database.close();
    const { code, out, err } = await run({ file, output: 'jsonl' });
    expect([code, out.trimEnd().split('\n').length]).toEqual([3, 5]);
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain(`2026-03-01T10:00:10.000Z#000001-abcdefgh of ${SUBJECT}: `);
    expect(lines[10]).toBe('5 entries, 20 not understood');
  });

  test('a journal that is not there is an error that names it, and is not made', async () => {
    const state = ownFolder()('state');
    const first = await run({}, { XDG_STATE_HOME: state });
    expect(first).toEqual({
      code: 1,
      out: '',
      err: `ami-warden journal: OpenJournal: NotFound: there is no journal ${state}/ami-warden/journal.sqlite\n`,
    });
    expect(await run({}, { XDG_STATE_HOME: state })).toEqual(first);
  });

  test.each([
    [{ file: 'a', table: 'some-journal' }, '--table: expected without --file, and --profile with this'],
    [{ profile: 'audit' }, '--table: expected without --file, and --profile with this'],
    [{ table: 'no table' }, "--table: expected a table's name, or its ARN"],
    [{ since: 'yesterday' }, '--since: expected a duration such as 7d (so long ago), a date or an instant'],
    [{ account: '1' }, '--account: expected an account id of 12 digits'],
    [{ image: 'i-00000000000000001' }, '--image: expected an image id (ami-…)'],
    [{ region: 'everywhere' }, '--region: expected a region such as eu-west-1'],
    [{ output: 'xml' }, '--output: expected one of table, json, jsonl, csv'],
  ])('%j is a mistake in the call', async (flags, message) => {
    const { code, out, err } = await run(flags);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`ami-warden journal: ${message}`);
  });
});

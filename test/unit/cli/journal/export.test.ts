import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { CommandIo } from '../../../../lib/cli/command-io.ts';
import { runExport } from '../../../../lib/cli/journal/export/run.ts';
import { ownFolder } from '../../local/folder.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { ref, STORY, SUBJECT, writeJournal } from './journal-file.ts';

const run = async (flags: object, now: string, interrupt: 'at once' | 'never' = 'never') => {
  const { io, out, err } = capturedIo();
  const once = (signal: string, listener: () => void): void => {
    if (interrupt === 'at once' && signal === 'SIGINT') listener();
  };
  const all = { ...io, stdin: Readable.from([]), once } as unknown as CommandIo;
  const code = await runExport(flags, all, new Date(now));
  return { code, out: out(), err: err() };
};

const linesOf = (path: string): readonly unknown[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('into a folder', () => {
  const FIRST = 'journal-until-20260301T100500.000Z-since-beginning.jsonl.gz';
  const SECOND = 'journal-until-20260303T000000.000Z-since-20260301T100500.000Z.jsonl.gz';

  test('goes on where the last part ends; the parts together are the journal', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    const to = `${at('parts')}/`;
    const ids = await writeJournal(file, STORY);
    expect(await run({ file, to }, '2026-03-01T10:20:00.000Z')).toEqual({
      code: 0,
      out: `${to}${FIRST}\n`,
      err: '4 entries, from 2026-03-01T10:00:01.000Z to 2026-03-01T10:00:03.000Z\n',
    });
    expect(await run({ file, to }, '2026-03-01T10:40:00.000Z')).toEqual({
      code: 0,
      out: '',
      err: 'nothing new until 2026-03-01T10:25:00.000Z\n',
    });
    expect(await run({ file, to: at('parts') }, '2026-03-03T00:15:00.000Z')).toMatchObject({
      code: 0,
      out: `${to}${SECOND}\n`,
    });
    expect(readdirSync(to).toSorted()).toEqual([FIRST, SECOND]);
    expect([...linesOf(`${to}${FIRST}`), ...linesOf(`${to}${SECOND}`)]).toEqual(
      STORY.map((entry, n) => ({ ...entry, id: ids[n] })),
    );
    expect((statSync(`${to}${FIRST}`).mode & 0o777).toString(8)).toBe('600');
  });

  test('leaves no gap and holds nothing twice: --since against the last part is refused', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    const to = `${at('parts')}/`;
    await writeJournal(file, STORY);
    await run({ file, to, since: '2026-03-01T10:00:02Z' }, '2026-03-01T10:20:00.000Z');
    const names = readdirSync(to);
    expect(names).toEqual(['journal-until-20260301T100500.000Z-since-20260301T100002.000Z.jsonl.gz']);
    const { code, err } = await run({ file, to, since: '2026-03-01T11:00:00Z' }, '2026-03-03T00:15:00.000Z');
    expect(code).toBe(1);
    expect(err).toContain(
      'the parts that are there end at 2026-03-01T10:05:00.000Z: leave --since away to go on, or name another place',
    );
    expect(readdirSync(to)).toEqual(names);
  });

  test('stopped by Ctrl-C leaves nothing behind, and the next one has all', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    const to = `${at('parts')}/`;
    await writeJournal(file, STORY);
    const stopped = await run({ file, to }, '2026-03-01T10:20:00.000Z', 'at once');
    expect([stopped.code, stopped.out, readdirSync(to)]).toEqual([130, '', []]);
    await run({ file, to }, '2026-03-01T10:20:00.000Z');
    expect(linesOf(`${to}${FIRST}`)).toHaveLength(4);
  });

  test('keeps what it cannot understand as it stands, and ends with 3', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    await writeJournal(file, STORY.slice(0, 1));
    const id = '2026-03-01T10:00:02.000Z#000001-abcdefgh';
    const database = new DatabaseSync(file);
    database
      .prepare('INSERT INTO entry (subject, id, account, region, image, document) VALUES (?, ?, ?, ?, ?, ?)')
      .run(SUBJECT, id, ref.account, ref.region, ref.image, '{"kind":"of tomorrow"}');
    database.close();
    const { code, err } = await run({ file, to: `${at('parts')}/` }, '2026-03-01T10:20:00.000Z');
    expect(code).toBe(3);
    expect(err).toContain('1 entry, from ');
    expect(err).toContain('; 1 not understood, kept as they stand\n');
    expect(linesOf(at(`parts/${FIRST}`))[1]).toEqual({
      unreadable: {
        subject: SUBJECT,
        id,
        reason: expect.stringContaining('Unreadable') as string,
        document: '{"kind":"of tomorrow"}',
      },
    });
  });
});

describe('into a file', () => {
  test('holds what was asked for', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    const ids = await writeJournal(file, STORY);
    const to = at('march.jsonl.gz');
    const flags = { file, to, since: '2026-03-01T10:00:02Z', until: '2026-03-02' };
    const { code, out } = await run(flags, '2026-04-01T00:00:00.000Z');
    expect([code, out]).toEqual([0, `${to}\n`]);
    expect(linesOf(to)).toEqual([
      { ...STORY[2], id: ids[2] },
      { ...STORY[3], id: ids[3] },
    ]);
  });

  test('that is there already is left alone', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    await writeJournal(file, STORY);
    writeFileSync(at('kept.gz'), 'as it was');
    const { code, err } = await run({ file, to: at('kept.gz') }, '2026-04-01T00:00:00.000Z');
    expect(code).toBe(1);
    expect(err).toContain(`${at('kept.gz')}: it is there already; a folder takes one part after the other`);
    expect(readFileSync(at('kept.gz'), 'utf8')).toBe('as it was');
    expect(readdirSync(at('.')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('in a folder that is not there is an error', async () => {
    const at = ownFolder();
    const file = at('journal.sqlite');
    await writeJournal(file, STORY);
    const { code, err } = await run({ file, to: at('nowhere/x.gz') }, '2026-04-01T00:00:00.000Z');
    expect(code).toBe(1);
    expect(err).toContain('ENOENT');
  });
});

test.each([
  [{}, '--to: expected'],
  [{ to: 's3://' }, '--to: expected s3://bucket/prefix, a folder or a file'],
  [{ to: 'x', file: 'a', table: 'some-journal' }, '--table: expected without --file'],
  [{ to: 'x', until: 'soon' }, '--until: expected a duration such as 7d'],
])('%j is a mistake in the call', async (flags, message) => {
  const { code, out, err } = await run(flags, '2026-04-01T00:00:00.000Z');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(`ami-warden journal export: ${message}`);
});

test('a folder is not made for a journal that is not there', async () => {
  const at = ownFolder();
  mkdirSync(at('state'));
  const to = `${at('parts')}/`;
  const { code, err } = await run({ file: at('state/none.sqlite'), to }, '2026-04-01T00:00:00.000Z');
  expect(code).toBe(1);
  expect(err).toContain(`there is no journal ${at('state/none.sqlite')}`);
  expect(existsSync(to)).toBe(false);
});

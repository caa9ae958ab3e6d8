import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { imageRef } from '../../contract/journal-samples.ts';
import { ownFolder } from './folder.ts';
import type { Held } from './writer-process.ts';

const WRITER = join(import.meta.dirname, 'writer-process.ts');

test('processes that share a new file lose nothing, and one of them is first', async () => {
  const path = ownFolder()('state/journal.sqlite');
  const names = ['a', 'b', 'c', 'd'];
  const held = await Promise.all(
    names.map(async (name) => {
      const { stdout } = await promisify(execFile)(process.execPath, [WRITER, path, name]);
      return JSON.parse(stdout) as Held;
    }),
  );
  const { journal, close } = sqliteJournal({
    path,
    clock: { now: () => new Date('2026-03-01T12:00:00.000Z') },
  });
  const entries = await journal.entries(imageRef(1));
  const finding = await journal.finding(imageRef(1), 'f1');
  close();
  const plans = entries.map((entry) => (entry.kind === 'intent' ? entry.planId : entry.kind));
  expect(names.map((name) => plans.filter((plan) => plan === name).length)).toEqual([50, 50, 50, 50]);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(200);
  expect(held.reduce((sum, { taken }) => sum + taken, 0)).toBe(60);
  const first = held.filter(({ isFirst }) => isFirst);
  expect(first.map(({ name }) => name)).toEqual([finding?.contentHash]);
});

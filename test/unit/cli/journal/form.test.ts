import { expect, test } from 'vitest';
import { streamedForm } from '../../../../lib/cli/journal/form.ts';
import type { JournalEntry } from '../../../../lib/model/journal.ts';
import { cause, imageRef } from '../../../contract/journal-samples.ts';

const PAPER = { colour: false, width: null } as const;

const at = (second: number): JournalEntry => {
  const time = `2026-03-01T10:00:0${String(second)}.000Z`;
  return { kind: 'attempt', id: `${time}#000001-abcdefgh`, at: time, ref: imageRef(second), cause };
};
const times = (text: string): readonly string[] => text.match(/10:00:0\dZ/g) ?? [];

test('a table is sorted by time, whatever the order of its pages', () => {
  const form = streamedForm('table', PAPER, 10);
  expect([form.start(), form.add([at(3), at(4)]), form.add([at(1)])]).toEqual(['', '', '']);
  expect(times(form.end())).toEqual(['10:00:01Z', '10:00:03Z', '10:00:04Z']);
  expect(form.isSplit()).toBe(false);
});

test('a table of more rows than are held is printed in parts, and knows whether they overlap', () => {
  const overlapping = streamedForm('table', PAPER, 2);
  expect(times(overlapping.add([at(3), at(2)]))).toEqual(['10:00:02Z', '10:00:03Z']);
  expect(times(overlapping.add([at(1)]))).toEqual([]);
  expect(times(overlapping.end())).toEqual(['10:00:01Z']);
  expect(overlapping.isSplit()).toBe(true);

  const following = streamedForm('table', PAPER, 2);
  following.add([at(1), at(2)]);
  following.add([at(3), at(4)]);
  expect([following.end(), following.isSplit()]).toEqual(['', false]);
});

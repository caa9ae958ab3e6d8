import { expect, it } from 'vitest';
import { columns, padColumns, wrap } from '../../../lib/render/columns.ts';

it.each([
  ['abc', 3],
  ['✓ ok', 4],
  ['日本', 4],
  ['😀', 2],
  ['e\u0301', 1],
  ['', 0],
])('%j takes %i columns', (text, expected) => {
  expect(columns(text)).toBe(expected);
});

it('pads by columns and never cuts', () => {
  expect([padColumns('日本', 6), padColumns('abc', 2)]).toEqual(['日本  ', 'abc']);
});

it.each([
  ['at spaces', 'one two three', 8, ['one two', 'three']],
  ['within a word that is longer than a line', 'a abcdefghij b', 4, ['a', 'abcd', 'efgh', 'ij b']],
  ['not between the halves of a wide character', '日本日本', 3, ['日', '本', '日', '本']],
  ['nothing at all', '', 4, ['']],
  [
    'behind a slash before anywhere else in a word',
    '111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01',
    22,
    ['111122223333/', 'us-east-1/', 'ami-0aaaaaaaaaaaaaa01'],
  ],
  ['a name at its joints', 'golden-base-2024.10', 12, ['golden-base-', '2024.10']],
  ['an id only where it is longer than a line', 'snap-0aaaaaaaaaaaaaaa1', 12, ['snap-0aaaaaa', 'aaaaaaaaa1']],
])('wraps %s', (_, text, width, expected) => {
  expect(wrap(text, width)).toEqual(expected);
});

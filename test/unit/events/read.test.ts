import { describe, expect, it } from 'vitest';
import { accountOf, entries, instant, member, shown, text } from '../../../lib/events/read.ts';

describe('entries', () => {
  it.each([
    [[1, 2], [1, 2]],
    [{ items: [1] }, [1]],
    [{ items: { a: 1 } }, [{ a: 1 }]],
    [{ item: [{ a: 1 }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
    [{ item: { a: 1 } }, [{ a: 1 }]],
    [{ content: 'x', tag: 1 }, [{ content: 'x', tag: 1 }]],
    [{ a: 1, tag: 1 }, [{ a: 1, tag: 1 }]],
    ['x', ['x']],
    ['', []],
    [{}, []],
    [{ items: [] }, []],
    [{ item: '' }, []],
    [null, []],
    [undefined, []],
  ])('reads the list %j', (value, expected) => {
    expect(entries(value)).toEqual(expected);
  });
});

it('entries makes a plain list of one whose constructor is somebody else', () => {
  const list: unknown = Object.assign([1, 2], { constructor: { [Symbol.species]: 'nothing' } });
  expect(entries(list).flatMap((one) => [one])).toEqual([1, 2]);
});

describe('text', () => {
  it.each([
    ['a', 'a'],
    [7, '7'],
    [{ content: 'a', tag: 1 }, 'a'],
    [{ content: 7, tag: 1 }, '7'],
    ['', null],
    [{ content: '' }, null],
    [{ content: { content: 'a' } }, null],
    [true, null],
    [['a'], null],
    [null, null],
  ])('of %j is %j', (value, expected) => {
    expect(text(value)).toBe(expected);
  });
});

describe('accountOf', () => {
  it.each([
    ['012345678901', '012345678901'],
    [12345678901, '012345678901'],
    [7, '000000000007'],
    [{ content: 12345678901, tag: 1 }, '012345678901'],
    ['12345678901', null],
    [1e21, null],
    [-1, null],
    [1.5, null],
    ['anonymous', null],
    [null, null],
  ])('of %j is %j', (value, expected) => {
    expect(accountOf(value)).toBe(expected);
  });
});

describe('instant', () => {
  it.each([
    ['2026-11-02T08:03:07Z', '2026-11-02T08:03:07.000Z'],
    ['2026-11-02 08:03:07', '2026-11-02T08:03:07.000Z'],
    ['2026-11-02T08:03:07', '2026-11-02T08:03:07.000Z'],
    ['2026-11-02T08:03:07.123456Z', '2026-11-02T08:03:07.123Z'],
    ['2026-11-02T09:03:07+01:00', '2026-11-02T08:03:07.000Z'],
    ['2026-02-31T99:03:07Z', null],
    ['2026-11-02', null],
    ['yesterday', null],
    [1793606587, null],
    [null, null],
  ])('of %j is %j', (value, expected) => {
    expect(instant(value)).toBe(expected);
  });
});

describe('member', () => {
  it('is blind to what every object inherits', () => {
    expect(member({}, 'constructor')).toBeUndefined();
    expect(member({}, '__proto__')).toBeUndefined();
    expect(member({ ImageId: 'a' }, 'imageId')).toBe('a');
    expect(member({ imageId: 'a', ImageId: 'b' }, 'imageId')).toBe('a');
    expect(member(null, 'imageId')).toBeUndefined();
  });
});

describe('shown', () => {
  it('cuts long texts and escapes what could move a cursor', () => {
    expect(shown(`\u001b[2J${'x'.repeat(100)}`)).toBe(`"\\u001b[2J${'x'.repeat(56)}…"`);
    expect([undefined, null, 1, true, [], {}].map(shown)).toEqual([
      'nothing',
      'null',
      'a number',
      'a boolean',
      'a list',
      'an object',
    ]);
  });
});

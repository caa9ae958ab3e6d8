import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces, jsonText } from '../../../../lib/cli/output/json.ts';

test('JSON has no character that a terminal acts on, and means the same', () => {
  expect(jsonText({ name: 'a\u001b[2J\u009b\u202e\u{e0041}b' })).toBe(
    '{\n  "name": "a\\u001b[2J\\u009b\\u202e\\udb40\\udc41b"\n}\n',
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      expect(JSON.parse(jsonText([value, text]))).toEqual(JSON.parse(JSON.stringify([value, text])));
    }),
  );
});

test('piece by piece, JSON is the same text, and no piece holds a long list', () => {
  const same = (value: unknown): void => {
    expect([...jsonPieces(value)].join('')).toBe(jsonText(value));
  };
  const long = fc.array(fc.jsonValue(), { minLength: 101, maxLength: 120, size: 'max' });
  fc.assert(fc.property(fc.jsonValue(), same));
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), same), { numRuns: 50 });
  fc.assert(
    fc.property(long, (list) => {
      same({ before: [], list, after: {} });
    }),
    { numRuns: 10 },
  );
  same({ left: undefined, at: new Date(0), list: [undefined, null, { out: undefined }] });
  const pieces = [
    ...jsonPieces({ list: Array.from({ length: 1000 }, (_, index) => ({ index, text: 'a\nb' })) }),
  ];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100);
});

test('a list that is made while it is read is a list, and is read once', () => {
  function* made(): Generator<number> {
    yield 1;
    yield 2;
  }
  expect([...jsonPieces({ runs: [{ results: made(), none: [].values() }] })].join('')).toBe(
    jsonText({ runs: [{ results: [1, 2], none: [] }] }),
  );
});

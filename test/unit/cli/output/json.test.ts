import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../../../lib/cli/output/json.ts';

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

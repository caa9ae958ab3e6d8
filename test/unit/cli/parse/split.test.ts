import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Piece, RecordSplitter } from '../../../../lib/cli/parse/split.ts';

const split = (...chunks: readonly string[]): readonly Piece[] => {
  const splitter = new RecordSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
};

const texts = (...chunks: readonly string[]): readonly string[] =>
  split(...chunks).map((piece) => (piece.kind === 'record' ? piece.text : `broken: ${piece.reason}`));

/** The text cut at any places, as a stream may deliver it. */
const cutAnywhere = (text: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat({ max: text.length }), { maxLength: 8 }).map((places) => {
    const cuts = [0, ...places.sort((a, b) => a - b), text.length];
    return cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
  });

const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 5 });

describe('RecordSplitter', () => {
  it.each([
    ['a log file', '{"Records":[{"a":1},{"b":[2]}]}', ['{"a":1}', '{"b":[2]}']],
    [
      'a log file with more around it',
      '{"x":{"Records":[1]},"Records" : [ {"a":1} ],"y":["]"]}',
      ['{"a":1}'],
    ],
    ['a list', ' [{"a":1}, {"b":"]}"}]\n', ['{"a":1}', '{"b":"]}"}']],
    ['a record alone', '{"a":{"Records":[1]}}', ['{"a":{"Records":[1]}}']],
    ['Records that are no list', '{"Records":{"a":[1]}}', ['{"Records":{"a":[1]}}']],
    ['a value called Records', '{"a":"Records","b":[1]}', ['{"a":"Records","b":[1]}']],
    ['one a line', '{"a":1}\n{"b":"\\"{"}\n', ['{"a":1}', '{"b":"\\"{"}']],
    ['after each other', '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['files after each other', '{"Records":[{"a":1}]}\n[{"b":2}]', ['{"a":1}', '{"b":2}']],
    ['laid out over lines', '{\n  "a": [\n{\n"b": 1}]\n}\n', ['{\n  "a": [\n{\n"b": 1}]\n}']],
    ['values that are no objects', '[5,"x",null,[1]]', ['5', '"x"', 'null', '[1]']],
    ['a log file without records', '{"Records":[]}', []],
    ['an empty list', '[]', []],
    ['no JSON', 'hello, world\n{"a":1}', ['hello, world', '{"a":1}']],
    ['nothing', ' \n\t', ['broken: the input is empty: expected JSON']],
    [
      'a record cut off',
      '{"Records":[{"a":1},{"b"',
      ['{"a":1}', 'broken: the input ends in the middle of a record'],
    ],
    ['a list cut off', '[{"a":1}', ['{"a":1}', 'broken: the input ends before its list of records does']],
    [
      'a log file without its last bracket',
      '{"Records":[{"a":1}]',
      ['{"a":1}', 'broken: the input ends before its list of records does'],
    ],
    ['a line cut off between others', '{"a":1}\n{"b":{"c"\n{"d":4}', ['{"a":1}', '{"b":{"c"\n', '{"d":4}']],
    ['a text never closed', '{"a":"x\n{"b":2}', ['{"a":"x\n', '{"b":2}']],
  ])('cuts %s', (_, input, expected) => {
    expect(texts(input)).toEqual(expected);
    expect(texts(...Array.from(input, String))).toEqual(expected);
  });

  it('gives back the records of any layout, however the stream is cut', () => {
    const layouts: readonly ((list: readonly unknown[]) => string)[] = [
      (list) => JSON.stringify(list),
      (list) => JSON.stringify(list, null, 2),
      (list) => JSON.stringify({ Records: list }),
      (list) => JSON.stringify({ before: { Records: [1] }, Records: list, after: '"]}' }, null, 1),
      (list) => list.map((record) => JSON.stringify(record)).join('\n'),
      (list) => list.map((record) => JSON.stringify(record, null, 2)).join('\n'),
    ];
    const inputs = fc
      .tuple(records, fc.constantFrom(...layouts))
      .chain(([list, layout]) => fc.tuple(fc.constant(list), cutAnywhere(layout(list))));
    fc.assert(
      fc.property(inputs, ([list, chunks]) => {
        // An object with Records of its own is a log file, and no input at all is said to be empty.
        fc.pre(list.every((record) => !Object.hasOwn(record, 'Records')) && chunks.join('') !== '');
        const found = split(...chunks).map((piece) =>
          piece.kind === 'record' ? (JSON.parse(piece.text) as unknown) : piece,
        );
        expect(JSON.stringify(found)).toBe(JSON.stringify(list));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes any text without a fault and ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\\n ax5')), maxLength: 60 }),
        (text) => {
          expect(split(text)).toEqual(split(...Array.from(text, String)));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('drops what is too long for any event, and goes on behind it', () => {
    const splitter = new RecordSplitter();
    const filler = 'x'.repeat(1024 * 1024);
    const pieces = [
      ...splitter.push('[{"a":"'),
      ...[1, 2, 3, 4].flatMap(() => splitter.push(filler)),
      ...splitter.push('"},{"b":2}]'),
      ...splitter.end(),
    ];
    expect(pieces).toEqual([
      { kind: 'broken', reason: 'a record of more than 4194304 characters, which no event has' },
      { kind: 'record', text: '{"b":2}' },
    ]);
  });
});

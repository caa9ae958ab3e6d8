import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../../lib/cli/output/csv.ts';

describe('CSV', () => {
  test('quotes what has a comma, a quote or an outer blank, and ends lines with CRLF', () => {
    expect(
      csvText(
        ['a', 'b'],
        [
          ['x,y', 'say "hi"'],
          [' z', ''],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n" z",\r\n');
  });

  test('keeps numbers and truths as they are, and leaves null empty', () => {
    expect(csvText(['a', 'b', 'c'], [[-5, true, null]])).toBe('a,b,c\r\n-5,true,\r\n');
  });

  test.each([
    ['=HYPERLINK("http://192.0.2.1","x")', `"'=HYPERLINK(""http://192.0.2.1"",""x"")"`],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"' =1"`],
    ['\r=1', `"' =1"`],
    ['  =1', "'  =1"],
    ['\uff1d1', "'\uff1d1"],
    ['\u200b=1', "'=1"],
    ['a=1', 'a=1'],
    ['123456789012', '123456789012'],
  ])('%j cannot be run as a formula', (text, cell) => {
    expect(csvText(['a'], [[text]])).toBe(`a\r\n${cell.replace(/^"' =1"$/, "' =1")}\r\n`);
  });

  test('whatever the cells hold, there are as many rows and cells, and none begins a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 })),
        (rows) => {
          const parsed = parseCsv(csvText(['a', 'b'], rows));
          expect(parsed).toHaveLength(rows.length + 1);
          for (const row of parsed) {
            expect(row).toHaveLength(2);
            for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/u);
          }
        },
      ),
    );
  });
});

/** As RFC 4180 has it. */
const parseCsv = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quoted && character === '"' && text[index + 1] === '"') {
      cell += '"';
      index++;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ',') {
      row.push(cell);
      cell = '';
    } else if (!quoted && character === '\r' && text[index + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      index++;
    } else cell += character;
  }
  return rows;
};

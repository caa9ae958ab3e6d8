import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { table } from '../../../../lib/cli/output/table.ts';
import { columns } from '../../../../lib/render/columns.ts';

const HEAD = ['rule', 'reason'];
const ROWS = [
  ['sharing', 'The image is shared with 012345678901, which the allow list does not hold.'],
  ['age', 'It is 200 days old.'],
];

describe('a table', () => {
  test('on paper has a line a row, however wide', () => {
    expect(table(HEAD, ROWS, { colour: false, width: null })).toBe(
      `RULE     REASON
sharing  The image is shared with 012345678901, which the allow list does not hold.
age      It is 200 days old.
`,
    );
  });

  test('on a screen takes from its widest column what is too much', () => {
    expect(table(HEAD, ROWS, { colour: false, width: 40 })).toBe(
      `RULE     REASON
sharing  The image is shared with
         012345678901, which the allow
         list does not hold.
age      It is 200 days old.
`,
    );
  });

  test('breaks no id, and a name only at its joints', () => {
    const row = [
      'high',
      '111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01',
      'golden-base-2024.10',
      '/dev/xvda (snap-0aaaaaaaaaaaaaaa1) is not encrypted.',
    ];
    expect(table(['severity', 'subject', 'name', 'what'], [row], { colour: false, width: 72 })).toBe(
      `SEVERITY  SUBJECT                NAME           WHAT
high      111122223333/          golden-base-   /dev/xvda
          us-east-1/             2024.10        (snap-0aaaaaaaaaaaaaaa1)
          ami-0aaaaaaaaaaaaaa01                 is not encrypted.
`,
    );
  });

  test('on a screen too narrow for its columns stands row by row', () => {
    const wide = [['ami-0a1b2c3d4e5f60718', 'public-sharing', '222233334444', 'eu-west-1', 'critical']];
    const head = ['image', 'rule', 'account', 'region', 'severity'];
    expect(table(head, wide, { colour: false, width: 34 })).toBe(
      `IMAGE     ami-0a1b2c3d4e5f60718
RULE      public-sharing
ACCOUNT   222233334444
REGION    eu-west-1
SEVERITY  critical
`,
    );
  });

  test('colours what has a meaning, and the padding never', () => {
    const rows = [[{ text: 'fail', tone: 'bad' as const }, 'x']];
    expect(table(['is', 'of'], rows, { colour: true, width: null })).toBe(
      '\u001b[2mIS\u001b[0m    \u001b[2mOF\u001b[0m\n\u001b[1;31mfail\u001b[0m  x\n',
    );
  });

  test('lets no control character of a cell through', () => {
    expect(table(['name'], [['a\u001b[2Jb\nc\u202e']], { colour: false, width: null })).toBe(
      'NAME\na [2Jb c\n',
    );
  });

  test('never is wider than the screen, and loses no word', () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,30}$/);
    const cell = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    const rows = fc
      .integer({ min: 1, max: 6 })
      .chain((count) =>
        fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 200 }), (body, width) => {
        const head = (body[0] ?? []).map((_, index) => `h${String(index)}`);
        const text = table(head, body, { colour: false, width });
        expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(width);
        // Wrapped words are cut at the edge, and no letter of them is lost; titles stand once, or before each row.
        const letters = (part: string): number => part.replace(/\s/g, '').length;
        const [titles, cells] = [letters(head.join('')), letters(body.flat().join(''))];
        expect([titles + cells, titles * body.length + cells]).toContain(letters(text));
      }),
    );
  });
});

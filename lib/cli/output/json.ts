// JSON.stringify escapes C0 alone; these can move the cursor of a terminal or turn the direction of its text, too.
const LOOSE = /[\u007f-\u009f\u2028\u2029]|[\p{Cf}\p{Noncharacter_Code_Point}]/gu;

/** A value as JSON for people and programs: two spaces a level, a line end, and no character that a terminal acts on. */
export const jsonText = (value: unknown): string => `${safe(JSON.stringify(value, null, 2))}\n`;

/**
 * The same text piece by piece, so that of a long list no whole text is ever made. An iterable that is no array is a list too,
 * and read once.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  yield* piecesOf(value, '');
  yield '\n';
}

const MANY = 100;

function* piecesOf(value: unknown, indent: string): Generator<string> {
  const inner = `${indent}  `;
  if (isList(value)) {
    // What a long list holds is small by itself.
    const isLong = !Array.isArray(value) || value.length > MANY;
    yield* enclosed('[]', indent, value, (item) => (isLong ? [textOf(item, inner)] : piecesOf(item, inner)));
  } else if (typeof value === 'object' && value !== null && !('toJSON' in value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    yield* enclosed('{}', indent, members, function* ([name, member]) {
      yield `${safe(JSON.stringify(name))}: `;
      yield* piecesOf(member, inner);
    });
  } else yield textOf(value, indent);
}

function* enclosed<Item>(
  brackets: '[]' | '{}',
  indent: string,
  items: Iterable<Item>,
  pieces: (item: Item) => Iterable<string>,
): Generator<string> {
  let before = brackets.charAt(0);
  for (const item of items) {
    yield `${before}\n${indent}  `;
    yield* pieces(item);
    before = ',';
  }
  yield before === ',' ? `\n${indent}${brackets.charAt(1)}` : brackets;
}

const isList = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

const textOf = (value: unknown, indent: string): string =>
  // No text of JSON has a line end of its own.
  safe(JSON.stringify(value ?? null, null, 2)).replaceAll('\n', `\n${indent}`);

/** The same on one line, without a line end. */
export const jsonLine = (value: unknown): string => safe(JSON.stringify(value));

const safe = (json: string): string =>
  json.replace(LOOSE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

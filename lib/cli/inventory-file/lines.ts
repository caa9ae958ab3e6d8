/** A line of a text, counted from 1; null where it is too long to be kept. */
export interface Line {
  readonly number: number;
  readonly text: string | null;
}

// An image that is shared with thousands has some hundred kilobytes; what is longer must not fill the memory.
const LONGEST = 16 * 1024 * 1024;

/** Cuts text that comes in pieces into lines, one list a piece; blank lines are left out. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let parts: string[] = [];
  let length = 0;
  const take = (lines: Line[], part: string): void => {
    number += 1;
    length += part.length;
    const text = length > LONGEST ? null : parts.length === 0 ? part : parts.join('') + part;
    if (text?.trim() !== '') lines.push({ number, text });
    parts = [];
    length = 0;
  };
  for await (const piece of pieces) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      take(lines, piece.slice(from, end));
      from = end + 1;
    }
    length += piece.length - from;
    if (length > LONGEST) parts = [];
    else parts.push(piece.slice(from));
    yield lines;
  }
  const last: Line[] = [];
  if (length > 0) take(last, '');
  yield last;
}

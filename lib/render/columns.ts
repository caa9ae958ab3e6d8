// East Asian wide and full-width forms and pictures take two columns of a terminal (Unicode TR 11, by block).
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{M}\u200c\u200d\ufe0f]/u;

/** How many columns of a terminal a text without control characters takes. */
export const columns = (text: string): number => {
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
};

/** The text with spaces behind it up to so many columns; as it is when it is longer. */
export const padColumns = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)));

/**
 * The text in lines of at most `width` columns (at least two), broken at spaces where there are any; words that are longer than a line
 * behind a slash, then at other joints. Always one line or more.
 */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const [index, piece] of pieces(word, width).entries()) {
      const longer = line === '' ? piece : `${line}${index === 0 ? ' ' : ''}${piece}`;
      if (columns(longer) <= width) {
        line = longer;
        continue;
      }
      lines.push(line);
      line = piece;
    }
  }
  return [...lines, line];
};

/** How many columns a text needs at least, if nothing is to be broken but between words and at their joints. */
export const narrowest = (text: string): number =>
  text
    .split(' ')
    .flatMap((word) => joints(word, SEAMS))
    .reduce((most, part) => Math.max(most, columns(part)), 0);

const widthOf = (character: string): number => {
  if (NONE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
};

// Ids are copied: one that is in two lines is in nobody's clipboard.
const ID = /^\W*[a-z]{1,4}-[0-9a-z-]{4,}\W*$/;

const SEAMS = [/(?<=\/)/, /(?<=[-._:,=])/] as const;

const split = (word: string, seam: RegExp): readonly string[] => (ID.test(word) ? [word] : word.split(seam));

const joints = (word: string, [seam, ...finer]: readonly RegExp[]): readonly string[] =>
  seam === undefined ? [word] : split(word, seam).flatMap((part) => joints(part, finer));

/** A word in parts of at most `width` columns, which belong together without a space. */
const pieces = (
  word: string,
  width: number,
  [seam, ...finer]: readonly RegExp[] = SEAMS,
): readonly string[] => {
  if (columns(word) <= width) return [word];
  if (seam === undefined) return cut(word, width);
  const parts: string[] = [];
  let part = '';
  for (const next of split(word, seam).flatMap((one) => pieces(one, width, finer))) {
    if (columns(part + next) <= width) {
      part += next;
      continue;
    }
    parts.push(part);
    part = next;
  }
  return [...parts, part].filter((one) => one !== '');
};

const cut = (word: string, width: number): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  let taken = 0;
  for (const character of word) {
    const next = widthOf(character);
    if (taken + next > width) {
      parts.push(part);
      part = '';
      taken = 0;
    }
    part += character;
    taken += next;
  }
  return [...parts, part];
};

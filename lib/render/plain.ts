// Line separators count as control characters here: a subject or a header must stay one line.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// Format characters (bidi overrides, zero width, tags) can reorder or hide what a person reads. The joiners stay: scripts and
// emoji need them. Noncharacters are not allowed in XML, which a queue behind a topic insists on.
const HIDDEN = /(?![\u200c\u200d])[\p{Cf}\p{Noncharacter_Code_Point}]/gu;

/**
 * Text that somebody else chose, made safe to show in one line: no control, bidi or invisible characters, no lone
 * surrogates, at most `max` UTF-16 units; a cut is marked with `…`.
 */
export const plain = (text: string, max: number): string =>
  cut(text.toWellFormed().replace(CONTROL, ' ').replace(HIDDEN, ''), max, '…');

/** The same in printable ASCII, other characters as `?`; a cut is marked with `...`. */
export const ascii = (text: string, max: number): string =>
  cut(plain(text, Number.MAX_SAFE_INTEGER).replace(/[^\x20-\x7e]/gu, '?'), max, '...');

/** The sentence with exactly one full stop at its end, so that it can stand before another. */
export const ended = (sentence: string): string => `${sentence.trimEnd().replace(/\.+$/u, '')}.`;

const cut = (text: string, max: number, mark: string): string => {
  if (text.length <= max) return text;
  const room = max - mark.length;
  // Half of a surrogate pair is no character.
  return `${text.slice(0, room).replace(/[\ud800-\udbff]$/u, '')}${mark}`;
};

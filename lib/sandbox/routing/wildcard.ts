import { PatternError } from './pattern-error.ts';

/**
 * A test for a wildcard text: `*` stands for any characters, `\*` and `\\` for themselves. Throws for `**` and for any other
 * use of the backslash, as EventBridge refuses both.
 */
export const wildcardTest = (text: string, path: string): ((value: string) => boolean) => {
  const pieces = split(text, path);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (value.length < first.length + last.length) return false;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
};

/** The literal texts between the asterisks. */
const split = (text: string, path: string): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      const escaped = text.charAt(index + 1);
      if (escaped !== '*' && escaped !== '\\') {
        throw new PatternError(path, 'a backslash may stand before an asterisk or another backslash only');
      }
      piece += escaped;
      index += 1;
    } else if (character === '*') {
      if (text.charAt(index + 1) === '*') throw new PatternError(path, 'two wildcards stand side by side');
      pieces.push(piece);
      piece = '';
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
};

import { type Principal, principalWord } from '../../model/principal.ts';

const SHOWN = 3;

/** Whom an image is shared with, the first three by name; `-` for nobody, `?` where that was never read. */
export const sharedText = (principals: readonly Principal[], isWhole: boolean): string => {
  const words = principals.slice(0, SHOWN).map(principalWord);
  const rest = principals.length - words.length;
  if (rest > 0) words.push(`${String(rest)} more`);
  if (!isWhole) words.push('?');
  return words.length === 0 ? '-' : words.join(', ');
};

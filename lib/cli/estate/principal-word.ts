import type { Principal } from '../../model/principal.ts';

/** A principal as one word: `public`, or its id. */
export const principalWord = (principal: Principal): string => {
  switch (principal.kind) {
    case 'public':
      return 'public';
    case 'account':
      return principal.account;
    case 'organization':
      return principal.organization;
    case 'unit':
      return principal.unit;
  }
};

const SHOWN = 3;

/** Whom an image is shared with, the first three by name; `-` for nobody, `?` where that was never read. */
export const sharedText = (principals: readonly Principal[], isWhole: boolean): string => {
  const words = principals.slice(0, SHOWN).map(principalWord);
  const rest = principals.length - words.length;
  if (rest > 0) words.push(`${String(rest)} more`);
  if (!isWhole) words.push('?');
  return words.length === 0 ? '-' : words.join(', ');
};

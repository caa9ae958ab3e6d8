/** EC2's filter patterns: `*` any run of characters, `?` any one, a backslash before either takes it literally. Case counts. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  if (!/[*?\\]/.test(pattern)) return pattern === text;
  const source = pattern.replace(
    /\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g,
    (whole, literal: string | undefined) => {
      if (literal !== undefined) return `\\${literal}`;
      if (whole === '*') return '.*';
      return whole === '?' ? '.' : `\\${whole}`;
    },
  );
  return new RegExp(`^${source}$`, 's').test(text);
};

/** EC2's filter patterns: `*` any run of characters, `?` any one, a backslash before either takes it literally. Case counts. */
export const matchesPattern = (pattern: string, text: string): boolean => patternTest([pattern])(text);

/** The test whether a text matches any of these patterns. */
export const patternTest = (patterns: readonly string[]): ((text: string) => boolean) => {
  const texts = new Set(patterns.filter((pattern) => !isPattern(pattern)));
  const others = patterns.filter(isPattern).map(expression);
  return (text) => texts.has(text) || others.some((other) => other.test(text));
};

const isPattern = (pattern: string): boolean => /[*?\\]/.test(pattern);

const expression = (pattern: string): RegExp => {
  const source = pattern.replace(
    /\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g,
    (whole, literal: string | undefined) => {
      if (literal !== undefined) return `\\${literal}`;
      if (whole === '*') return '.*';
      return whole === '?' ? '.' : `\\${whole}`;
    },
  );
  return new RegExp(`^${source}$`, 's');
};

/** A text in single quotes, as YAML has them. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A list on one line, every entry in quotes. */
export const listText = (words: readonly string[]): string => `[${words.map(quoted).join(', ')}]`;

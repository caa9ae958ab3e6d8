/** A Markdown table; cells in backticks stand as they are. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cellText).join(' | ')} |`).join('\n');

// Between backticks `<` stands for itself.
const cellText = (text: string): string =>
  (text.startsWith('`') ? text : text.replaceAll('<', '&lt;')).replaceAll('|', '\\|').replaceAll('\n', ' ');

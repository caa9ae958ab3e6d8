/** A fenced block of a Markdown page: what is written behind its opening fence, and its text. */
export interface Fenced {
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page, in their order. */
export const fencedOf = (markdown: string): readonly Fenced[] =>
  [...markdown.matchAll(/^```(\S*)\n(.*?)^```$/gms)].map(([, info = '', text = '']) => ({ info, text }));

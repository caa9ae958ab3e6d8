import { plain } from './plain.ts';

/** How a medium writes text that others chose, so that it can neither format nor command there. */
export interface Wording {
  /** An id of AWS's or of ours, an ARN, a code. */
  readonly id: (text: string) => string;
  /** A name, a tag's value, a user agent. */
  readonly name: (text: string) => string;
  /** A whole sentence with such text in it; never empty. */
  readonly sentence: (text: string) => string;
}

/** Plain text, as in an e-mail: names in quotation marks. */
export const plainWording: Wording = {
  id: (text) => plain(text, 160),
  // A quotation mark within would let a name end early and go on as our own words.
  name: (text) => `"${plain(text, 160).replaceAll('"', "'")}"`,
  sentence: (text) => plain(text, 1_000).trim() || 'no reason is given',
};

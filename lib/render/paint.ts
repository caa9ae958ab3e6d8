/** What a piece of terminal text means; its colour follows. */
export type Tone = 'title' | 'label' | 'good' | 'bad' | 'attention' | 'quiet' | 'none';

const CODES: Readonly<Record<Exclude<Tone, 'none'>, string>> = {
  title: '1',
  label: '36',
  good: '32',
  bad: '1;31',
  attention: '33',
  quiet: '2',
};

/** Puts ANSI colour around one line of text, or leaves it as it is when colours are off. */
export const paint = (text: string, tone: Tone, colour: boolean): string =>
  !colour || tone === 'none' || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;

import { plain } from './plain.ts';
import { plainWording, type Wording } from './wording.ts';

/** Plain text for Slack's mrkdwn: `&`, `<` and `>` as entities, so that nothing in it links or mentions. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * mrkdwn of at most `max` UTF-16 units: cut where that halves no entity and leaves no code span open, marked with `…`.
 * For text without triple backticks.
 */
export const cutMrkdwn = (mrkdwn: string, max: number): string => {
  if (mrkdwn.length <= max) return mrkdwn;
  const kept = mrkdwn
    .slice(0, max - 2)
    .replace(/&[a-z]{0,3}$/u, '')
    .replace(/[\ud800-\udbff]$/u, '');
  const open = kept.split('`').length % 2 === 0;
  return `${kept}${open ? '`' : ''}…`;
};

/** Slack's mrkdwn: ids and names as code, where no mark formats; whole sentences are escaped only. */
export const slackWording: Wording = {
  id: (text) => code(text),
  name: (text) => code(text),
  sentence: (text) => cutMrkdwn(escapeMrkdwn(plainWording.sentence(text)), 1_200),
};

const code = (text: string): string => {
  // A backtick would end the span, and Slack has no escape for it; an empty span shows its marks.
  const inner = plain(text, 120).replaceAll('`', "'").trim();
  return `\`${inner === '' ? ' ' : escapeMrkdwn(inner)}\``;
};

import { isMapping } from '../../../model/json-value.ts';

/** A message's blocks as lines that a person would read, Slack's escapes and links undone; without blocks, its text. */
export const readBlocks = (text: string, blocks: readonly unknown[]): readonly string[] =>
  (blocks.length === 0 ? [text] : blocks.filter(isMapping).flatMap(linesOf)).flatMap((line) =>
    readable(line).split('\n'),
  );

const linesOf = (block: Readonly<Record<string, unknown>>): readonly string[] => {
  const { type, text, fields, elements } = block;
  switch (type) {
    case 'divider':
      return ['---'];
    case 'context':
    case 'actions':
      return [listed(elements).map(labelOf).join('  ')];
    default:
      return [...(isMapping(text) ? [textOf(text)] : []), ...listed(fields).map(textOf)];
  }
};

const listed = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isMapping) : [];

const textOf = ({ text }: Readonly<Record<string, unknown>>): string =>
  typeof text === 'string' ? text : '';

const labelOf = (element: Readonly<Record<string, unknown>>): string =>
  isMapping(element['text']) ? `[${textOf(element['text'])}]` : textOf(element);

const readable = (mrkdwn: string): string =>
  mrkdwn
    .replaceAll(/<([^|<>]+)\|([^<>]+)>/g, '$2 ($1)')
    .replaceAll(/<([^<>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

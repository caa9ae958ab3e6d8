import { isMapping } from '../../../model/json-value.ts';

type Block = Readonly<Record<string, unknown>>;

const MOST_BLOCKS = 50;
const LONGEST_BLOCK_ID = 255;
// All texts of a message together; beyond, Slack answers msg_blocks_too_long.
const LONGEST_MESSAGE = 13_200;

/** What Slack finds wrong with blocks, by its error code; null when nothing is. Lengths are in characters (Block Kit reference). */
export type BlockProblem =
  | { readonly code: 'invalid_blocks'; readonly details: readonly string[] }
  | { readonly code: 'msg_blocks_too_long'; readonly details: readonly string[] };

export const blockProblem = (blocks: unknown): BlockProblem | null => {
  if (!Array.isArray(blocks)) return invalid(['blocks must be a list']);
  const list: readonly unknown[] = blocks;
  if (list.length > MOST_BLOCKS) return invalid([`no more than ${String(MOST_BLOCKS)} items allowed`]);
  const details = list.flatMap((block, index) =>
    isMapping(block)
      ? problemsOf(block).map((problem) => `${problem} [json-pointer:/blocks/${String(index)}]`)
      : [`must be an object [json-pointer:/blocks/${String(index)}]`],
  );
  if (details.length > 0) return invalid(details);
  return lettersOf(list) > LONGEST_MESSAGE ? { code: 'msg_blocks_too_long', details: [] } : null;
};

const invalid = (details: readonly string[]): BlockProblem => ({ code: 'invalid_blocks', details });

const problemsOf = (block: Block): readonly string[] => {
  const id = block['block_id'];
  const own = id === undefined ? [] : within('block_id', id, LONGEST_BLOCK_ID);
  return [...own, ...problemsOfType(block)];
};

const problemsOfType = (block: Block): readonly string[] => {
  switch (block['type']) {
    case 'header':
      return textObject('text', block['text'], 150, ['plain_text']);
    case 'section':
      return section(block);
    case 'context':
      return items('elements', block['elements'], 10, (element) =>
        element['type'] === 'image' ? image(element) : textObject('element', element, 3_000, TEXT_TYPES),
      );
    case 'actions':
      return items('elements', block['elements'], 25, button);
    case 'image':
      return image(block);
    case 'divider':
      return [];
    default:
      return [`unsupported type: ${String(block['type'])}`];
  }
};

const TEXT_TYPES = ['mrkdwn', 'plain_text'];

const section = (block: Block): readonly string[] => {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined) return ['a section needs text or fields'];
  return [
    ...(text === undefined ? [] : textObject('text', text, 3_000, TEXT_TYPES)),
    ...(fields === undefined
      ? []
      : items('fields', fields, 10, (field) => textObject('field', field, 2_000, TEXT_TYPES))),
    ...(isMapping(accessory) && accessory['type'] === 'button' ? button(accessory) : []),
  ];
};

const button = (element: Block): readonly string[] => {
  if (element['type'] !== 'button') return [];
  const { value, url, action_id: action, style } = element;
  return [
    ...textObject('text', element['text'], 75, ['plain_text']),
    ...(value === undefined ? [] : within('value', value, 2_000)),
    ...(url === undefined ? [] : within('url', url, 3_000)),
    ...(action === undefined ? [] : within('action_id', action, 255)),
    ...(element['confirm'] === undefined ? [] : confirm(element['confirm'])),
    ...(style === undefined || style === 'primary' || style === 'danger'
      ? []
      : ['style is primary or danger']),
  ];
};

const confirm = (value: unknown): readonly string[] => {
  if (!isMapping(value)) return ['confirm must be an object'];
  return [
    ...textObject('confirm.title', value['title'], 100, ['plain_text']),
    ...textObject('confirm.text', value['text'], 300, TEXT_TYPES),
    ...textObject('confirm.confirm', value['confirm'], 30, ['plain_text']),
    ...textObject('confirm.deny', value['deny'], 30, ['plain_text']),
  ];
};

const image = (block: Block): readonly string[] => [
  ...within('alt_text', block['alt_text'], 2_000),
  ...within('image_url', block['image_url'], 3_000),
];

const items = (
  name: string,
  value: unknown,
  most: number,
  problems: (item: Block) => readonly string[],
): readonly string[] => {
  if (!Array.isArray(value) || value.length === 0) return [`${name} must be a list that is not empty`];
  if (value.length > most) return [`no more than ${String(most)} items allowed in ${name}`];
  return value.flatMap((item: unknown) => (isMapping(item) ? problems(item) : [`${name} must hold objects`]));
};

const textObject = (
  name: string,
  value: unknown,
  most: number,
  types: readonly string[],
): readonly string[] => {
  if (!isMapping(value) || !types.includes(String(value['type'])))
    return [`${name} must be of type ${types.join(' or ')}`];
  return within(name, value['text'], most);
};

const within = (name: string, value: unknown, most: number): readonly string[] => {
  if (typeof value !== 'string' || value === '') return [`${name} must be more than 0 characters`];
  return value.length > most ? [`${name} must be less than ${String(most + 1)} characters`] : [];
};

/** Characters of all texts, wherever they lie. */
const lettersOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + lettersOf(item), 0);
  if (!isMapping(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, member]) =>
      sum + (name === 'text' && typeof member === 'string' ? member.length : lettersOf(member)),
    0,
  );
};

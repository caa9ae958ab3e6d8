import { isMapping } from '../../../model/json-value.ts';
import { blockProblem } from './block-limits.ts';

type Part = Readonly<Record<string, unknown>>;

/** What Slack finds wrong with a form (Block Kit reference, "Modal view object"); none when it opens. */
export const viewProblems = (view: Part): readonly string[] => {
  const { title, submit, close, blocks, private_metadata: metadata = '', callback_id: callback = '' } = view;
  const list: readonly unknown[] = Array.isArray(blocks) ? blocks : [];
  const inputs = list.filter(isMapping).filter(({ type }) => type === 'input');
  const others = list.filter((block) => !isMapping(block) || block['type'] !== 'input');
  const ids = inputs.map(({ block_id: id }) => id);
  return [
    ...(view['type'] === 'modal' ? [] : ['type must be modal']),
    ...plain('title', title, 24),
    ...(submit === undefined && inputs.length > 0 ? ['submit is required where there are inputs'] : []),
    ...(submit === undefined ? [] : plain('submit', submit, 24)),
    ...(close === undefined ? [] : plain('close', close, 24)),
    ...(String(metadata).length > 3_000 ? ['private_metadata is longer than 3000'] : []),
    ...(String(callback).length > 255 ? ['callback_id is longer than 255'] : []),
    ...(list.length === 0 || list.length > 100 ? ['1 to 100 blocks'] : []),
    ...(new Set(ids).size < ids.length ? ['two blocks have one block_id'] : []),
    ...inputs.flatMap(inputProblems),
    ...(blockProblem(others)?.details ?? []),
  ];
};

const inputProblems = ({ label, hint, element }: Part): readonly string[] => [
  ...plain('label', label, 2_000),
  ...(hint === undefined ? [] : plain('hint', hint, 2_000)),
  ...(isMapping(element) ? elementProblems(element) : ['an input needs an element']),
];

const elementProblems = (element: Part): readonly string[] => {
  const { type, action_id: id, initial_value: initial = '', max_length: most = 3_000 } = element;
  return [
    ...(type === 'plain_text_input' || type === 'number_input'
      ? []
      : [`unsupported element: ${String(type)}`]),
    ...(typeof id === 'string' && id.length <= 255 ? [] : ['an element needs an action_id']),
    ...(Number(most) > 3_000 ? ['max_length is at most 3000'] : []),
    ...(String(initial).length > Number(most) ? ['initial_value is longer than max_length'] : []),
    ...(type === 'number_input' && typeof element['is_decimal_allowed'] !== 'boolean'
      ? ['is_decimal_allowed is required']
      : []),
  ];
};

const plain = (name: string, value: unknown, most: number): readonly string[] => {
  const text = isMapping(value) && value['type'] === 'plain_text' ? value['text'] : null;
  if (typeof text !== 'string' || text === '') return [`${name} must be plain_text of at least 1 character`];
  return text.length > most ? [`${name} must be less than ${String(most + 1)} characters`] : [];
};

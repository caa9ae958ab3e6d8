import type { CommandDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `rules` prints. */
export const RULES_FORMS = ['table', 'json', 'csv', 'markdown'] as const;

/** Help of `ami-warden rules` as data. */
export const RULES_DOC: CommandDoc = {
  path: ['rules'],
  summary: 'list the rules, or tell one in full',
  description: [
    'Lists the rules that a policy can name: how severe, what they read of AWS, what enforce does. With an id: why the rule exists,',
    'when it passes, what behaviour of AWS it rests on, and every member that a policy can write of it.',
  ].join('\n'),
  arguments: [{ name: '[id]', text: 'tell this rule in full', takes: 'rule' }],
  options: [outputOption(RULES_FORMS)],
  exits: [
    { code: 0, text: 'told' },
    { code: 1, text: 'there is no such rule, or the flags are wrong' },
  ],
  examples: [
    'ami-warden rules',
    'ami-warden rules sharing',
    `ami-warden rules --output json | jq -r '.[] | select(.remediations == []).id'`,
  ],
};

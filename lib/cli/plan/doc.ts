import { HAND_FORMS, JUDGE_FLAGS, PLACE_FLAGS, ROLE_FLAGS, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** Help of `ami-warden plan` as data. */
export const HAND_PLAN_DOC: CommandDoc = {
  path: ['plan'],
  summary: 'look at images and guard rails now, and offer what may be done about them',
  description: [
    'Reads each subject from AWS, judges it by the policy with the function that the service uses, and shows for each rule that finds',
    'something what would be done, before and after, and why, whatever its mode and grace. The plans are kept in the journal of this',
    'machine, where apply and refuse find them. Nothing is changed in AWS. With --via it shows what the service would do, or what waits there.',
  ].join(' '),
  arguments: [
    {
      name: '[subject...]',
      text: 'ami-…, account/region/ami-…, or account/region for its guard rails; or the ids of plans; with --via nothing, for all that waits',
    },
  ],
  options: [
    { flags: '--rule <id...>', text: 'only what these rules find', takes: 'rule' },
    ...JUDGE_FLAGS,
    ...PLACE_FLAGS,
    ...ROLE_FLAGS,
    ...WAY_FLAGS,
    { flags: '--dry-run', text: 'do not keep the plans' },
    outputOption(HAND_FORMS),
  ],
  notes: [
    'What was offered before and is still the same keeps its id. A plan is an offer: apply looks again, does what is still called for',
    'and no more than was shown. --via without a subject reads the whole table of the journal (dynamodb:Scan).',
  ].join('\n'),
  exits: [
    { code: 0, text: 'there is nothing to do' },
    {
      code: 1,
      text: 'it could not be told: no such image, no access, mistakes in the policy, or the flags are wrong',
    },
    { code: 2, text: 'there is something to do' },
    { code: 3, text: 'a rule could not be judged, or a subject not be looked at' },
  ],
  examples: [
    'ami-warden plan ami-0123456789abcdef0',
    'ami-warden plan 222233334444/eu-west-1 --rule guardrails',
    'ami-warden plan 222233334444/eu-west-1/ami-0123456789abcdef0 --role ami-warden-writer --external-id ami-warden-example',
    'ami-warden plan --via ami-warden-prod',
    `ami-warden plan ami-0123456789abcdef0 --output json | jq -r '.[].plans[].plan.id'`,
  ],
};

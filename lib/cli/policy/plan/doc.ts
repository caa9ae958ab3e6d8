import type { CommandDoc } from '../../command/doc.ts';
import { outputOption } from '../../output/format.ts';

/** The forms of what `policy plan` prints. */
export const PLAN_FORMS = ['table', 'json', 'csv'] as const;

/** Help of `ami-warden policy plan` as data. */
export const PLAN_DOC: CommandDoc = {
  path: ['policy', 'plan'],
  summary: 'what a policy would change, by an inventory and by past events',
  description: [
    'Holds a policy against an inventory of what there is, and against events of the past, by the same function as the service:',
    'what would newly fail, what would be fixed, what `enforce` would do and whom it would hit. Nothing is asked of AWS, and nothing',
    'is written: this command is made without anything that could.',
  ].join(' '),
  options: [
    {
      flags: '--policy <file...>',
      text: 'the candidate: the policy first, then files that add to it; or a compiled bundle',
      takes: 'file',
    },
    {
      flags: '--against <file...>',
      text: 'what it is held against, such as the policy in force; a bundle will do',
      fallback: 'no policy, so that all that fails is new',
      takes: 'file',
    },
    {
      flags: '--inventory <file>',
      text: 'JSON lines, plain or gzipped, one subject each; - for stdin (docs/inventory.md)',
      takes: 'file',
    },
    {
      flags: '--organization <file>',
      text: 'accounts and units of your organisation, as `policy test` takes them',
      fallback: "the inventory's first line",
      takes: 'file',
    },
    {
      flags: '--events <path...>',
      text: 'past events as well: CloudTrail logs as they lie in S3 (AWSLogs/…/*.json.gz), EventBridge events; folders are searched',
      takes: 'folder',
    },
    {
      flags: '--at <instant>',
      text: 'judge the inventory at this instant, such as 2027-01-15; an event is judged at its own',
      fallback: 'now',
    },
    outputOption(PLAN_FORMS),
  ],
  notes: [
    'Grace counts from when a subject was observed, or from `firstSeen` of its line; --at moves on to see what comes after it.',
    'Of a past event only what it says itself is known of that time (who was added, which tags were set); the rest is as the',
    'inventory has it. What neither knows is told as unreadable, never as good.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'the policies agree on everything' },
    {
      code: 1,
      text: 'a policy has mistakes, the inventory could not be read at all, or the flags are wrong',
    },
    { code: 2, text: 'something would change' },
    {
      code: 3,
      text: 'part of it could not be looked at: a line of the inventory, an event, or facts that the inventory lacks',
    },
  ],
  examples: [
    'ami-warden policy plan --policy ami-policy.yaml --inventory inventory.jsonl',
    'ami-warden policy plan --policy new.yaml --against policy.json --inventory inventory.jsonl.gz',
    'ami-warden policy plan --policy new.yaml --against old.yaml --inventory inventory.jsonl --events AWSLogs/ --output csv > plan.csv',
    `ami-warden policy plan --policy new.yaml --against old.yaml --inventory inventory.jsonl --at 2027-01-15    # after enforceFrom`,
    'ami-warden sandbox --once --inventory inventory.jsonl       # an inventory to try it on',
  ],
};

import type { CommandDoc } from '../command/doc.ts';
import { PLACE_FLAGS } from '../journal/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `explain` prints. */
export const EXPLAIN_FORMS = ['table', 'json'] as const;

/** Help of `ami-warden explain` as data. */
export const EXPLAIN_DOC: CommandDoc = {
  path: ['explain'],
  summary: 'why a policy says what it says of one image, or of what a finding is about',
  description: [
    'Tells for every rule its verdict, how it came to be set as it is (defaults, rule, overrides that hold and that do not, each with',
    'file:line:column and why), which waivers stand to it, the facts that it read and when they were observed, grace, mode, and what',
    '`enforce` would do. The verdicts are those of the service: the same function gives them. Nothing is written anywhere.',
  ].join(' '),
  arguments: [
    {
      name: '<subject>',
      text: 'an image (ami-…), an instance (i-…), an account/region, or the id of a finding (16 hex digits)',
    },
  ],
  options: [
    {
      flags: '--policy <file...>',
      text: 'the policy first, then files that add to it; or a compiled bundle',
      fallback: 'ami-policy.yaml',
      takes: 'file',
    },
    {
      flags: '--inventory <file>',
      text: 'the facts: JSON lines, plain or gzipped; - for stdin (docs/inventory.md)',
      takes: 'file',
    },
    { flags: '--live', text: 'the facts: read now, with your own AWS credentials (reading calls only)' },
    {
      flags: '--account <id>',
      text: 'with --live: the account that must be looked at',
      fallback: 'that of the credentials',
    },
    {
      flags: '--region <region>',
      text: 'with --live: the region',
      fallback: 'that of the environment or profile',
    },
    {
      flags: '--profile <name>',
      text: 'with --live or --table: a profile of your AWS configuration',
      fallback: 'as the SDK finds it',
    },
    {
      flags: '--organization <file>',
      text: 'accounts and units of your organisation, as `policy test` takes them',
      fallback: "the inventory's first line; with --live what the credentials may read",
      takes: 'file',
    },
    {
      flags: '--journal <file>',
      text: 'what people have waived: by the journal of this machine, an SQLite file',
      fallback: '`grants` of the line',
      takes: 'file',
    },
    ...PLACE_FLAGS.slice(1, 2),
    { flags: '--at <instant>', text: 'explain it at this instant, such as 2027-01-15', fallback: 'now' },
    outputOption(EXPLAIN_FORMS),
  ],
  notes: [
    'A finding is found again by judging the subjects of the inventory, or with --live the images of the account and region, until',
    'one has it. Grace counts from when the subject was observed, or from `firstSeen` of its line. What people waived of single findings is',
    'known from `grants` of its line, or with --journal or --table.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'nothing about it fails' },
    {
      code: 1,
      text: 'there is no such subject, the policy has mistakes, the journal could not be read, or the flags are wrong',
    },
    { code: 2, text: 'a rule fails' },
    { code: 3, text: 'a rule could not be judged, or the organisation not be read in full' },
  ],
  examples: [
    'ami-warden explain ami-0123456789abcdef0 --policy ami-policy.yaml --inventory inventory.jsonl',
    'ami-warden explain 3f2a9c51d07be846 --inventory inventory.jsonl',
    'ami-warden explain ami-0123456789abcdef0 --live --region eu-west-1 --profile web-prod',
    'ami-warden explain 222233334444/eu-west-1 --inventory inventory.jsonl      # its guard rails and quotas',
    `ami-warden explain ami-0123456789abcdef0 --inventory inventory.jsonl --output json | jq '.rules[] | {rule, verdict: .verdict.verdict}'`,
  ],
};

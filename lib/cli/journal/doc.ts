import type { CommandDoc, OptionDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `journal` prints. */
export const JOURNAL_FORMS = ['table', 'json', 'jsonl', 'csv'] as const;

/** The flags that say which journal is read. */
export const PLACE_FLAGS: readonly OptionDoc[] = [
  {
    flags: '--file <file>',
    text: 'the journal of this machine: an SQLite file',
    fallback: '$XDG_STATE_HOME/ami-warden/journal.sqlite',
    takes: 'file',
  },
  {
    flags: '--table <name>',
    text: 'the journal of a deployed service: the name or ARN of its table, read with your own AWS credentials',
  },
  {
    flags: '--profile <name>',
    text: 'with --table: a profile of your AWS configuration',
    fallback: 'as the SDK finds it',
  },
];

/** The flag that names the journal of a service by its stack. */
export const STACK_FLAG: OptionDoc = {
  flags: '--via <stack>',
  text: 'the journal of a deployed service: the name or ARN of its CloudFormation stack; takes --profile, too',
};

/** Help of `ami-warden journal` as data. */
export const JOURNAL_DOC: CommandDoc = {
  path: ['journal'],
  summary: 'read what was found, planned and done: when, by whom, before and after',
  description: [
    'Reads the journal whole, or the part that the flags name, page by page. table is for people: a line an entry, what was so before',
    'and after, and of what can be taken back the entry that an undo names. json (one list), jsonl (an entry a line) and csv hold all',
    'entries; json and jsonl whole.',
  ].join(' '),
  options: [
    ...PLACE_FLAGS,
    STACK_FLAG,
    { flags: '--account <id>', text: 'only of this account' },
    { flags: '--region <region>', text: 'only of this region' },
    { flags: '--image <ami>', text: 'only of this image; with --account and --region it is found at once' },
    { flags: '--since <moment>', text: 'from then on: so long ago (7d), a date or an instant' },
    { flags: '--until <moment>', text: 'before then: so long ago, a date or an instant' },
    outputOption(JOURNAL_FORMS),
  ],
  notes: [
    'A file is read by time. A table is read whole unless --image, --account and --region name one image of it: its entries come image',
    'by image then. table sorts by time up to 10,000 lines, and says so where there are more; the other forms come as they are read.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'the entries were read, if there were any' },
    { code: 1, text: 'the journal is missing or could not be read, or the flags are wrong' },
    { code: 3, text: 'some entries could not be understood; stderr names them' },
  ],
  examples: [
    'ami-warden journal --since 7d',
    'ami-warden journal --account 111122223333 --region us-east-1 --image ami-0abc1234def567890',
    'ami-warden journal --via ami-warden-prod --since 7d',
    'ami-warden journal --table ami-warden-prod-journal --since 2027-01-01 --output csv > journal.csv',
    `ami-warden journal --output jsonl | jq 'select(.kind == "outcome" and .outcome.kind == "done") | .id'`,
  ],
};

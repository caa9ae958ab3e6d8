import { ROLE_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `scan` prints. */
export const SCAN_FORMS = ['table', 'json', 'csv', 'sarif'] as const;

/** Help of `ami-warden scan` as data. */
export const SCAN_DOC: CommandDoc = {
  path: ['scan'],
  summary: 'hold all images of your account or organisation against a policy: read-only, nothing deployed',
  description: [
    'Looks at every image of one account, or of the accounts of an organisation, with your own AWS credentials (environment, profile, SSO), and tells what does not',
    'hold. It only reads, and takes a quarter of what EC2 lets anybody ask for. What it saw is kept, so that a second scan asks for what is',
    'new alone, and `inventory`, `shares` and `quotas` tell more of it.',
  ].join(' '),
  options: [
    {
      flags: '--profile <name>',
      text: 'a profile of your AWS configuration',
      fallback: 'as the SDK finds it',
    },
    {
      flags: '--regions <list>',
      text: 'regions with commas between them, or all: those that are enabled in the account',
      fallback: 'all',
    },
    { flags: '--org', text: 'all accounts of the organisation, under --role; your own account without it' },
    ...ROLE_FLAGS,
    {
      flags: '--policy <file...>',
      text: 'the policy first, then files that add to it; or a compiled bundle',
      fallback: 'ami-policy.yaml, or else policies/scan.yaml as it is shipped',
      takes: 'file',
    },
    {
      flags: '--organization <file>',
      text: 'accounts and units of your organisation, as `policy test` takes them',
      fallback: 'what the credentials may read',
      takes: 'file',
    },
    {
      flags: '--fail-on <severity>',
      text: 'exit with 2 for findings of this severity and worse',
      choices: ['critical', 'high', 'medium', 'low'],
      fallback: 'low',
    },
    {
      flags: '--share <percent>',
      text: "how much of EC2's allowance of requests it takes at most, in per cent",
      fallback: '25',
    },
    {
      flags: '--at-once <number>',
      text: 'accounts and regions that are looked at side by side',
      fallback: '4',
    },
    { flags: '--fresh', text: 'read again what is known already: who may launch each image above all' },
    {
      flags: '--file <file>',
      text: 'where what was seen is kept: an SQLite file',
      fallback: '$XDG_STATE_HOME/ami-warden/journal.sqlite',
      takes: 'file',
    },
    outputOption(SCAN_FORMS),
  ],
  notes: [
    'Grace is not waited for: what does not hold is told, however new it is. table shows the first 20 findings, the worst first; the other',
    'forms have them all. Ctrl-C stops it cleanly, and the same command goes on from there; a second one ends it at once, and loses no more',
    'than what was under way.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'all was seen, and there are no findings of --fail-on' },
    { code: 1, text: 'nothing could be looked at, or the flags or the policy are wrong' },
    { code: 2, text: 'there are findings of --fail-on' },
    {
      code: 3,
      text: 'something was not seen, which the answer names, or it was stopped; the rest was, findings or not',
    },
    { code: 130, text: 'a second Ctrl-C' },
  ],
  examples: [
    'ami-warden scan',
    'ami-warden scan --profile audit --regions us-east-1,eu-west-1 --fail-on high',
    'ami-warden scan --org --role OrganizationAccountAccessRole --output csv > findings.csv',
    'ami-warden scan --policy policies/example-org.yaml --output sarif > images.sarif',
  ],
};

import type { CommandDoc } from '../command/doc.ts';
import { PLACE_FLAGS } from '../journal/doc.ts';
import { outputOption } from '../output/format.ts';
import { POLICY_FILES } from '../policy/doc.ts';

/** The forms of what `waivers` prints. */
export const WAIVERS_FORMS = ['table', 'json', 'csv', 'sarif'] as const;

/** Help of `ami-warden waivers` as data. */
export const WAIVERS_DOC: CommandDoc = {
  path: ['waivers'],
  summary: 'list the waivers of a policy, and which of them lapse when',
  description: [
    'Lists the waivers that stand in policy files, the one that lapses first at the top: what it waives and where, whose it is, who',
    'approved it, how many days are left, and at which file:line:column it stands. sarif has only those that lapsed or soon will. With',
    'a journal, what people have waived of single findings follows, as far as it is in force.',
  ].join(' '),
  arguments: [POLICY_FILES],
  options: [
    outputOption(WAIVERS_FORMS),
    {
      flags: '--expiring <duration>',
      text: 'call those soon that lapse within this time, such as 30d, and end with 2 when there are any',
      fallback: "the longest of the policy's warnBefore, and without ending with 2",
    },
    {
      flags: '--journal <file>',
      text: 'list also what people have waived by the journal of this machine, an SQLite file',
      takes: 'file',
    },
    ...PLACE_FLAGS.slice(1),
    { flags: '--at <instant>', text: 'ask for this date, such as 2027-01-15', fallback: 'now' },
  ],
  exits: [
    { code: 0, text: 'none has lapsed, and with --expiring none soon will' },
    {
      code: 1,
      text: 'the policy has mistakes, a file or the journal could not be read, or the flags are wrong',
    },
    { code: 2, text: 'a waiver has lapsed, or will within --expiring' },
    { code: 3, text: 'entries of the journal could not be understood' },
  ],
  examples: [
    'ami-warden waivers ami-policy.yaml',
    'ami-warden waivers ami-policy.yaml teams/*/waivers.yaml --expiring 30d',
    'ami-warden waivers ami-policy.yaml --expiring 14d --output sarif > waivers.sarif',
    'ami-warden waivers ami-policy.yaml --table ami-warden-prod-journal',
    `ami-warden waivers ami-policy.yaml --output json | jq -r '.[] | select(.state == "lapsed").owner'`,
  ],
};

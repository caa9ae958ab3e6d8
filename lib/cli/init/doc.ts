import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden init` as data. */
export const INIT_DOC: CommandDoc = {
  path: ['init'],
  summary: 'write a first policy, with tests that pass',
  description: [
    'Writes a policy to begin with. On a terminal it asks a few questions, unless a flag answers one of them or --yes is there; without',
    'a terminal it never asks, and takes what is usual for what no flag says. Before anything is written the policy is validated and',
    'its tests are run. A file that is there is left alone.',
  ].join('\n'),
  options: [
    {
      flags: '--org-id <id...>',
      text: 'organisations that images may be shared with: self, or o-...',
      fallback: 'self',
    },
    { flags: '--partners <account...>', text: 'accounts outside that images may be shared with' },
    {
      flags: '--mode <mode>',
      text: 'how strict to begin',
      choices: ['audit', 'notify', 'enforce'],
      fallback: 'audit',
    },
    { flags: '--slack <channel>', text: 'whom findings are told to, such as "#cloud-security"' },
    { flags: '--tags <key...>', text: 'tags that every image must have, such as Owner,CostCenter' },
    {
      flags: '--regions <region...>',
      text: 'regions whose guard rails (block public access) are watched, such as eu-west-1',
    },
    {
      flags: '--out <file>',
      text: 'where to write; - for stdout',
      fallback: 'ami-policy.yaml',
      takes: 'file',
    },
    { flags: '--force', text: 'replace the file that is there' },
    { flags: '--yes', text: 'ask nothing' },
  ],
  notes: 'Lists are written with blanks or commas between: --tags Owner CostCenter, --tags Owner,CostCenter.',
  exits: [
    { code: 0, text: 'the policy was written' },
    {
      code: 1,
      text: 'nothing was written: the file is there, an answer is wrong, or the questions were left',
    },
  ],
  examples: [
    'ami-warden init',
    'ami-warden init --partners 444455556666 --slack "#cloud-security" --tags Owner CostCenter',
    'ami-warden init --mode notify --regions eu-west-1,us-east-1 --out policies/ami-policy.yaml',
    'ami-warden init --yes --out - | ami-warden policy validate -',
  ],
};

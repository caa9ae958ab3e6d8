import type { CommandDoc } from '../../command/doc.ts';

/** Help of `ami-warden policy schema` as data. */
export const SCHEMA_DOC: CommandDoc = {
  path: ['policy', 'schema'],
  summary: 'print the JSON Schema of policy files for editors',
  description: [
    'Prints a JSON Schema (draft 7) of the policy language, with a text and examples for every member. It is made of the schemas that',
    'policies are held against. What depends on more than one place of a file (names, waivers, dates) only `policy validate` tells.',
  ].join('\n'),
  notes: `In a policy, for editors with a YAML language server:
  # yaml-language-server: $schema=./ami-policy.schema.json`,
  exits: [
    { code: 0, text: 'printed' },
    { code: 1, text: 'the flags are wrong, or it could not be written' },
  ],
  examples: [
    'ami-warden policy schema > ami-policy.schema.json',
    `ami-warden policy schema | jq '.properties | keys'`,
  ],
};

import type { CommandDoc } from '../../command/doc.ts';
import { outputOption } from '../../output/format.ts';
import { AT_OPTION, POLICY_FILES } from '../doc.ts';

/** The forms of what `policy validate` prints. */
export const VALIDATE_FORMS = ['table', 'json', 'sarif', 'csv'] as const;

/** Help of `ami-warden policy validate` as data. */
export const VALIDATE_DOC: CommandDoc = {
  path: ['policy', 'validate'],
  summary: 'tell every mistake in a policy, with its place',
  description: [
    'Reads a policy as the service would, and tells every mistake and every warning on stderr as file:line:column: what is there,',
    'what was expected. stdout shows the rules as they were understood; as json, sarif or csv the mistakes and warnings.',
  ].join('\n'),
  arguments: [POLICY_FILES],
  options: [outputOption(VALIDATE_FORMS), AT_OPTION],
  exits: [
    { code: 0, text: 'the policy is good; there may be warnings' },
    { code: 1, text: 'there are mistakes, a file could not be read, or the flags are wrong' },
  ],
  examples: [
    'ami-warden policy validate ami-policy.yaml',
    'ami-warden policy validate ami-policy.yaml teams/web/waivers.yaml',
    'ami-warden policy validate ami-policy.yaml --output sarif > policy.sarif',
    'ami-warden policy validate ami-policy.yaml --at 2027-01-01      # which waivers will have lapsed by then?',
  ],
};

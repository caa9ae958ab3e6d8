import { HAND_FORMS } from '../../by-hand/flags.ts';
import type { CommandDoc } from '../../command/doc.ts';
import { outputOption } from '../../output/format.ts';
import { AT_OPTION, POLICY_FILES } from '../doc.ts';

/** Help of `ami-warden policy push` as data. */
export const PUSH_DOC: CommandDoc = {
  path: ['policy', 'push'],
  summary: 'put a policy into force in the deployed service',
  description: [
    'Compiles the policy, or takes a bundle that was compiled before, shows what would change against the one in force, asks, and puts',
    'it into the bucket of the service, in the place of what was shown and of nothing else: when somebody else has pushed meanwhile',
    'nothing is written. Then it is read back. The functions take it within a minute; one before it is a version of the object.',
  ].join('\n'),
  arguments: [POLICY_FILES],
  options: [
    {
      flags: '--via <stack>',
      text: 'the deployed service: the name or ARN of its CloudFormation stack',
    },
    {
      flags: '--profile <name>',
      text: 'a profile of your AWS configuration',
      fallback: 'as the SDK finds it',
    },
    { flags: '--yes', text: 'do not ask; without a terminal nobody can be asked' },
    { flags: '--dry-run', text: 'only show what would change' },
    AT_OPTION,
    outputOption(HAND_FORMS),
  ],
  notes:
    'It needs cloudformation:DescribeStacks on the stack, and s3:GetObject, s3:PutObject and s3:ListBucket on the bucket.',
  exits: [
    { code: 0, text: 'it is in force: written and read back, or it was there already' },
    { code: 1, text: 'nothing was written: the policy has mistakes, somebody said no, or AWS did' },
    { code: 2, text: 'with --dry-run: it would be written' },
  ],
  examples: [
    'ami-warden policy push ami-policy.yaml --via ami-warden-prod',
    'ami-warden policy push ami-policy.yaml --via ami-warden-prod --dry-run',
    'ami-warden policy push policy.json --via ami-warden-prod --yes',
  ],
};

import { ROLE_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `doctor` prints. */
export const DOCTOR_FORMS = ['table', 'json'] as const;

/** What permissions can be looked at for. */
export const FEATURES = ['scan', 'organization', 'rules', 'remediation'] as const;

/** Help of `ami-warden doctor` as data. */
export const DOCTOR_DOC: CommandDoc = {
  path: ['doctor'],
  summary: 'which permissions are missing for what, before anything runs; or what is missing of a deployment',
  description: [
    'Compares what the code asks AWS for with what your credentials may do, and says by which way it knows: IAM computes it where you may ask',
    '(iam:SimulatePrincipalPolicy); elsewhere what reads is tried in a form without effect (a dry run, or one entry of a list), and what',
    'writes stays unknown. With --org it looks at a deployed service instead: account by account and region by region.',
  ].join(' '),
  options: [
    {
      flags: '--for <feature...>',
      text: 'what for: scan, with the rules of --policy; organization, for `scan --org`; rules, all there are; remediation, each by itself',
      choices: FEATURES,
      fallback: 'scan',
    },
    {
      flags: '--policy <file...>',
      text: 'the policy whose rules are meant',
      fallback: 'ami-policy.yaml, or else policies/scan.yaml as it is shipped',
      takes: 'file',
    },
    {
      flags: '--profile <name>',
      text: 'a profile of your AWS configuration',
      fallback: 'as the SDK finds it',
    },
    {
      flags: '--region <region>',
      text: 'the region in which AWS is asked',
      fallback: 'that of the environment or profile, or else us-east-1',
    },
    {
      flags: '--org',
      text: 'look at a deployed service: its members, by what its stack (--via) keeps of them',
    },
    { flags: '--via <stack>', text: 'with --org: the name or ARN of its CloudFormation stack' },
    ...ROLE_FLAGS.map((flag) =>
      flag.flags.startsWith('--role')
        ? {
            ...flag,
            text: 'with --org: a role to take in each account, to look at its roles and rules there',
          }
        : flag,
    ),
    { flags: '--stage <stage>', text: 'with --org: the stage that was deployed', fallback: 'as --via ends' },
    {
      flags: '--audit-only',
      text: 'with --role: members are deployed with Writer=no, and no writer role is missed',
    },
    outputOption(DOCTOR_FORMS),
  ],
  notes: [
    "IAM's computation leaves out what a session's own policy takes away, service control policies with conditions, and the policies of resources.",
    'With --org and without --role it knows what the service itself saw; a member lets only the service take its roles.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'nothing is missing' },
    { code: 1, text: 'it could not be looked at, or the flags or the policy are wrong' },
    { code: 2, text: 'something is missing; the answer says what for' },
    { code: 3, text: 'nothing is known to be missing, and of something nobody can tell' },
  ],
  examples: [
    'ami-warden doctor',
    'ami-warden doctor --for scan organization --profile audit',
    'ami-warden doctor --for remediation --policy policies/example-org.yaml --output json',
    'ami-warden doctor --org --via ami-warden-prod --role OrganizationAccountAccessRole',
  ],
};

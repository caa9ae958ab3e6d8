import type { CommandDoc } from '../../command/doc.ts';
import { outputOption } from '../../output/format.ts';

/** The forms of what `policy test` prints. */
export const TEST_FORMS = ['table', 'json', 'junit'] as const;

/** Help of `ami-warden policy test` as data. */
export const TEST_DOC: CommandDoc = {
  path: ['policy', 'test'],
  summary: 'run the tests that stand in a policy and in case folders',
  description: [
    'Runs the tests of a policy: facts and an instant in, verdicts out, decided by the same function as in the service. Nothing is',
    'asked of AWS. A test that fails shows its facts, what was expected, what came, and why. A policy without a test is an error.',
  ].join('\n'),
  arguments: [
    {
      name: '<file...>',
      text: 'the policy first, then files that add to it, and folders of cases; a folder with a policy.yaml is tested by itself',
      takes: 'file',
    },
  ],
  options: [
    outputOption(TEST_FORMS),
    {
      flags: '--at <instant>',
      text: 'when tests happen that name no `at`, such as 2027-01-15',
      fallback: 'now',
    },
    {
      flags: '--organization <file>',
      text: 'accounts and units of your organisation, YAML or JSON',
      fallback: 'the example organisation',
      takes: 'file',
    },
  ],
  notes: `The organisation says which account is in which unit, and who \`self\` is:
  id: o-exampleorg1
  managementAccount: '123456789012'
  units:
    Root/Workloads: ou-ab12-workl001
    Root/Workloads/Prod: ou-ab12-prod0001
  accounts:
    '222233334444': { name: web-prod, ou: Root/Workloads/Prod, tags: { env: prod } }`,
  exits: [
    { code: 0, text: 'every test passed' },
    {
      code: 1,
      text: 'a policy has no tests or has mistakes, a file could not be read, or the flags are wrong',
    },
    { code: 2, text: 'a test failed' },
  ],
  examples: [
    'ami-warden policy test ami-policy.yaml',
    'ami-warden policy test ami-policy.yaml cases/ --organization organization.yaml',
    'ami-warden policy test ami-policy.yaml --at 2026-11-01',
    'ami-warden policy test ami-policy.yaml --output junit > policy-tests.xml',
  ],
};

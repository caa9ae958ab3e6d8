/** Help of `ami-warden policy test` as data. */
export const TEST_DOC = {
  summary: 'run the tests that stand in a policy and in case folders',
  description: [
    'Runs the tests of a policy: facts and an instant in, verdicts out, decided by the same function as in the service. Nothing is',
    'asked of AWS. A test that fails shows its facts, what was expected, what came, and why. A policy without a test fails.',
  ].join('\n'),
  argument:
    'the policy first, then files that add to it, and folders of cases; a folder with a policy.yaml is tested by itself',
  options: [
    { flags: '--output <form>', text: 'table, json or junit (default table)' },
    {
      flags: '--at <instant>',
      text: 'when tests happen that name no `at` (default now), such as 2027-01-15',
    },
    {
      flags: '--organization <file>',
      text: 'accounts and units of your organisation, YAML or JSON (default: the example organisation)',
    },
  ],
  after: `
The organisation says which account is in which unit, and who \`self\` is:
  id: o-exampleorg1
  managementAccount: '123456789012'
  units:
    Root/Workloads: ou-ab12-workl001
    Root/Workloads/Prod: ou-ab12-prod0001
  accounts:
    '222233334444': { name: web-prod, ou: Root/Workloads/Prod, tags: { env: prod } }

Exit codes:
  0  every test passed
  1  a policy has mistakes, a file could not be read, or the flags are wrong: no test ran
  2  a test failed, or a policy has no tests

Examples:
  $ ami-warden policy test ami-policy.yaml
  $ ami-warden policy test ami-policy.yaml cases/ --organization organization.yaml
  $ ami-warden policy test policies/minimal.yaml policies/cases/minimal --at 2026-11-01
  $ ami-warden policy test ami-policy.yaml --output junit > policy-tests.xml
`,
} as const;

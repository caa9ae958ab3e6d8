/** Help of the group `ami-warden policy` as data. */
export const POLICY_DOC = {
  summary: 'check, test and compile a policy',
  description:
    'Commands on policy files. None of them needs an AWS account, and none sends anything anywhere.',
  files: 'the policy first, then files that add groups, waivers and tests to it; - for stdin',
} as const;

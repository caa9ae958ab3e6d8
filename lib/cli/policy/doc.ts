import type { ArgumentDoc, GroupDoc, OptionDoc } from '../command/doc.ts';

/** Help of the group `ami-warden policy` as data. */
export const POLICY_DOC: GroupDoc = {
  path: ['policy'],
  summary: 'check, test and compile a policy, and put it into force',
  description:
    'Commands on policy files. None but `push` needs an AWS account, and none but that sends anything anywhere.',
};

/** The files of a policy, as the commands on policies take them. */
export const POLICY_FILES: ArgumentDoc = {
  name: '<file...>',
  text: 'the policy first, then files that add groups, waivers and tests to it; - for stdin',
  takes: 'file',
};

/** The flag for another day than today. */
export const AT_OPTION: OptionDoc = {
  flags: '--at <instant>',
  text: 'hold waivers against this date, such as 2027-01-15',
  fallback: 'now',
};

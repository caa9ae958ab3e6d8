import type { OptionDoc } from '../command/doc.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what commands by hand print. */
export const HAND_FORMS = ['table', 'json'] as const;

const VIA: OptionDoc = {
  flags: '--via <stack>',
  text: 'ask the deployed service: the name or ARN of its CloudFormation stack. Without it your own credentials act, from this machine',
};

const PROFILE: OptionDoc = {
  flags: '--profile <name>',
  text: 'a profile of your AWS configuration',
  fallback: 'as the SDK finds it',
};

const FILE: OptionDoc = {
  flags: '--file <file>',
  text: 'the journal of this machine: an SQLite file',
  fallback: '$XDG_STATE_HOME/ami-warden/journal.sqlite',
  takes: 'file',
};

/** By which way: through the service, or directly, and with what. */
export const WAY_FLAGS: readonly OptionDoc[] = [VIA, PROFILE, FILE];

/** Where the subject is when its id alone is named. */
export const PLACE_FLAGS: readonly OptionDoc[] = [
  {
    flags: '--account <id>',
    text: 'the account of what is named by its id alone',
    fallback: 'that of the credentials',
  },
  {
    flags: '--region <region>',
    text: 'the region of what is named by its id alone',
    fallback: 'that of the environment or profile',
  },
];

/** Directly: where AWS is asked who one is. */
export const CALLER_REGION: OptionDoc = {
  flags: '--region <region>',
  text: 'the region in which AWS is asked who you are',
  fallback: 'that of the environment or profile',
};

/** Directly: how accounts other than one's own are reached. */
export const ROLE_FLAGS: readonly OptionDoc[] = [
  { flags: '--role <name>', text: 'the role to take in accounts other than that of the credentials' },
  { flags: '--external-id <id>', text: 'with --role: what its trust policy asks for' },
];

/** Directly: what is judged by. */
export const JUDGE_FLAGS: readonly OptionDoc[] = [
  {
    flags: '--policy <file...>',
    text: 'the policy first, then files that add to it; or a compiled bundle',
    fallback: 'ami-policy.yaml',
    takes: 'file',
  },
  {
    flags: '--organization <file>',
    text: 'accounts and units of your organisation, as `policy test` takes them',
    fallback: 'what the credentials may read',
    takes: 'file',
  },
];

/** Of what changes something. */
export const ACT_FLAGS: readonly OptionDoc[] = [
  { flags: '--yes', text: 'do not ask; without a terminal nobody can be asked' },
  { flags: '--dry-run', text: 'only show what would be done: nothing is written anywhere' },
  outputOption(HAND_FORMS),
];

/** The switch's: which one. */
export const SWITCH_FLAGS: readonly OptionDoc[] = [
  {
    flags: '--via <stack>',
    text: 'the switch of the deployed service: the name or ARN of its stack. Without it, that of the commands of this machine',
  },
  PROFILE,
  FILE,
  outputOption(HAND_FORMS),
];

/** When commands that change something end with which code. */
export const ACT_EXITS = [
  { code: 0, text: 'it is so: done and read back, or it was so already' },
  { code: 1, text: 'nothing was done: it was refused, left, or could not be; or the flags are wrong' },
  { code: 2, text: 'something is still to be done: --dry-run, or a second person has to approve' },
  { code: 3, text: 'some of it was or may have been done, and not all: the results say what' },
  { code: 130, text: 'Ctrl-C; what was under way is journaled' },
];

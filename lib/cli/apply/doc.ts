import { ACT_EXITS, ACT_FLAGS, CALLER_REGION, JUDGE_FLAGS, ROLE_FLAGS, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden apply` as data. */
export const APPLY_DOC: CommandDoc = {
  path: ['apply'],
  summary: 'approve a plan, and do it',
  description: [
    'Looks again, shows what is still called for of a plan, before and after, asks, and does it: the intent is journaled before each write,',
    'which is read back. What has gone stale is said and not done. A plan that needs two people waits for the second. A plan that',
    'was interrupted is taken up where it stopped: no write is done twice.',
  ].join(' '),
  arguments: [{ name: '<plan>', text: 'the id of a plan: of `ami-warden plan`, or with --via of an alert' }],
  options: [...JUDGE_FLAGS, ...ROLE_FLAGS, ...WAY_FLAGS, CALLER_REGION, ...ACT_FLAGS],
  exits: ACT_EXITS,
  examples: [
    'ami-warden apply 3f2a9c51d07be846',
    'ami-warden apply 3f2a9c51d07be846 --dry-run --output json',
    'ami-warden apply 3f2a9c51d07be846 --via ami-warden-prod --yes',
  ],
};

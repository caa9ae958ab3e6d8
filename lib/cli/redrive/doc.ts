import { ACT_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden redrive` as data. */
export const REDRIVE_DOC: CommandDoc = {
  path: ['redrive'],
  summary: 'put dead letters back into their queues',
  description: [
    'Looks into the dead-letter queues of a deployed service, shows what lies there and why, asks, and puts it back: all of them, or those',
    'that are named (changes, plans, requests, notices). What was tried too often (failed) and what EventBridge could not deliver (undelivered)',
    'goes back; what nobody understands (malformed) stays unless --kind asks for it, for it would only come again; and records of calls that',
    'failed (call) stay always: make the call again. SQS moves a queue as a whole where all of it goes; else each message is sent and',
    'then deleted, so that whatever breaks off loses nothing. Everything may be repeated without harm.',
  ].join(' '),
  arguments: [{ name: '[queue...]', text: 'the queues by the last word of their names, such as changes' }],
  options: [
    {
      flags: '--via <stack>',
      text: 'whose: the name or ARN of the service’s CloudFormation stack',
    },
    {
      flags: '--profile <name>',
      text: 'a profile of your AWS configuration',
      fallback: 'as the SDK finds it',
    },
    {
      flags: '--from <url>',
      text: 'take events from this queue instead, a member’s `ami-warden-STAGE-undelivered`, and bring them to the hub’s queue of changes',
    },
    {
      flags: '--from-profile <name>',
      text: 'with --from: the profile that may read it',
      fallback: 'that of --profile',
    },
    {
      flags: '--kind <kinds>',
      text: 'what goes back, with commas between: failed, undelivered, malformed',
      fallback: 'failed,undelivered',
    },
    ...ACT_FLAGS,
  ],
  exits: [
    { code: 0, text: 'nothing lies there, or all of it went back' },
    { code: 1, text: 'nothing was done, something failed on the way, or the flags are wrong' },
    { code: 2, text: 'with --dry-run: something would go back' },
    { code: 3, text: 'some of it stays: it is of other kinds, or could not be had' },
  ],
  examples: [
    'ami-warden redrive --via ami-warden-prod --dry-run',
    'ami-warden redrive changes --via ami-warden-prod',
    'ami-warden redrive changes --via ami-warden-prod --kind malformed --yes',
    'ami-warden redrive --via ami-warden-prod --from https://sqs.eu-west-1.amazonaws.com/111122223333/ami-warden-prod-undelivered --from-profile golden',
  ],
};

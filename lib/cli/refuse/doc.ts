import { ACT_EXITS, ACT_FLAGS, CALLER_REGION, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden refuse` as data. */
export const REFUSE_DOC: CommandDoc = {
  path: ['refuse'],
  summary: 'say no to a plan: nothing more of it is ever done',
  description:
    'Journals a refusal, which is final for that plan. When other things fail later, there is another plan. What was done of it before stays done; `rollback` takes that back.',
  arguments: [{ name: '<plan>', text: 'the id of a plan' }],
  options: [
    { flags: '--reason <text>', text: 'why, for the journal and for whoever asks again' },
    ...WAY_FLAGS,
    CALLER_REGION,
    ...ACT_FLAGS,
  ],
  exits: ACT_EXITS.map((exit) =>
    exit.code === 3 ? { code: 3, text: 'refused, but some of it was done before: stderr says what' } : exit,
  ),
  examples: [
    'ami-warden refuse 3f2a9c51d07be846 --reason "the partner needs it until May"',
    'ami-warden refuse 3f2a9c51d07be846 --via ami-warden-prod --yes',
  ],
};

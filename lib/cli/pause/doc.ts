import { SWITCH_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden pause` as data. */
export const PAUSE_DOC: CommandDoc = {
  path: ['pause'],
  summary: 'stop all writing at once',
  description: [
    'With --via STACK the service writes nothing more within a minute, in the middle of a batch too; what is due is looked at again when',
    'writing goes on. Without it the commands of this machine write nothing. It asks nobody, and needs no reason: stopping must not wait.',
    'What is paused already stays as it is, and it is told by whom, since when and why.',
  ].join(' '),
  options: [
    { flags: '--reason <text>', text: 'why, for everybody who asks' },
    { flags: '--dry-run', text: 'only show how it stands' },
    ...SWITCH_FLAGS,
  ],
  exits: [
    { code: 0, text: 'it is paused, now or before' },
    { code: 1, text: 'it could not be paused, or the flags are wrong' },
    { code: 2, text: 'with --dry-run: it is not paused' },
  ],
  examples: [
    'ami-warden pause --via ami-warden-prod --reason "a bad policy went out"',
    'ami-warden pause --via ami-warden-prod --dry-run',
    'ami-warden pause',
  ],
};

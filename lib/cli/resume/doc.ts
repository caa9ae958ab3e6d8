import { SWITCH_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden resume` as data. */
export const RESUME_DOC: CommandDoc = {
  path: ['resume'],
  summary: 'let writing go on that was paused',
  description:
    'Shows by whom it was paused, since when and why, asks, and lets it go on. What cannot be read counts as paused.',
  options: [
    { flags: '--yes', text: 'do not ask; without a terminal nobody can be asked' },
    { flags: '--dry-run', text: 'only show how it stands' },
    ...SWITCH_FLAGS,
  ],
  exits: [
    { code: 0, text: 'nothing is paused, now or before' },
    { code: 1, text: 'it was left as it is, or the flags are wrong' },
    { code: 2, text: 'with --dry-run: it is paused' },
  ],
  examples: ['ami-warden resume --via ami-warden-prod', 'ami-warden resume --via ami-warden-prod --yes'],
};

/** Wide histories in which a law broke once, by seed, and what each showed. */
export const PINNED_WIDE: Readonly<Record<number, string>> = {
  898: 'a plan was made before its rule had a limit, and taken from none when it was done after that',
  18: 'the plan of a copy came once more when the original was to be gone by then, and its finding was said to be fixed',
};

/** Histories in which a law broke once, by seed, and what each showed. */
export const PINNED: Readonly<Record<number, string>> = {
  2: 'findings of a rule that is held against a subject no more stayed open where no other rule reads anything',
  69: 'a waiver for days to come made the journal on one machine forget what was taken from the limits of this hour',
  86: 'a lease that was said to be held, but so late that it was over, was written under',
  92: 'workers that lost their lease were said to have done what another did, and so it looked like a fight',
  152: 'the same of guard rails, where one plan holds three actions',
  694: 'a plan was delivered again that had been done but for a share that was gone then, and the same share, granted anew since, was said to be closed',
  7502: 'a process died before it said that a guard rail was put up, the policy asked for more, and the rail was said to be fixed',
  7507: 'a process died after it closed the last finding of a subject that no rule was held against any more, and nobody was told',
  8280: 'a process died after a write, and what was delivered again while writing was paused gave it no outcome, so that nobody could undo it',
  5913: 'an approved plan, of which one finding could not be put right and one action was taken back, was handed on once a minute for ever',
  20_021:
    'a finding that opened again was told so, the note of it was lost, and that it closed once more was told nobody',
};

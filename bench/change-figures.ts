import { type Consumed, playChanges } from './change-cost.ts';
import type { Figures } from './figures.ts';

const figuresOf = (name: string, consumed: readonly Consumed[], of = 1): Figures => {
  const mean = (what: keyof Consumed): number => consumed.reduce((sum, one) => sum + one[what], 0) / of;
  return {
    [`${name}.reads`]: mean('reads'),
    [`${name}.writes`]: mean('writes'),
    [`${name}.messages`]: mean('messages'),
    [`${name}.log_kb`]: mean('logBytes') / 1000,
  };
};

const roundsOf = (name: string, { tableRounds, otherRounds }: Consumed): Figures => ({
  [`${name}.tableRounds`]: tableRounds,
  [`${name}.otherRounds`]: otherRounds,
});

// An image's life, as CloudTrail and EC2 tell of it.
const CHANGES = 7;

/** What a launch consumes of guard, a change to an image (of the seven of its life, on average), and a share that is put right of all functions. */
export const changeFigures = async (): Promise<Figures> => {
  const { launch, life, tagged, putRight } = await playChanges();
  const { guard, remediate, notify } = putRight;
  return {
    ...figuresOf('change.launch', [launch]),
    ...roundsOf('change.launch', launch),
    ...figuresOf('change.image', life, CHANGES),
    'change.image.looks': life.reduce((sum, { handled }) => sum + handled, 0) / CHANGES,
    ...roundsOf('change.image', tagged),
    ...figuresOf('change.putRight', [guard, remediate, notify]),
    ...roundsOf('change.remediate', remediate),
    ...roundsOf('change.notify', notify),
    'change.notify.calls': notify.calls,
  };
};

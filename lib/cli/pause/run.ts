import { MEANS, type HandIo, type Means } from '../by-hand/hand.ts';
import { runSwitch } from '../by-hand/run-switch.ts';

/** `ami-warden pause`. Answers the exit code: 0 it is so, 1 it is not, 2 with --dry-run when it would be changed. */
export const runPause = (raw: unknown, io: HandIo, now: Date, means: Means = MEANS): Promise<number> =>
  runSwitch('pause', raw, io, now, means);

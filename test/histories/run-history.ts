import { Limits } from './count-limits.ts';
import { generate } from './generate.ts';
import type { History } from './history.ts';
import { Justify } from './justify.ts';
import { Play } from './play.ts';
import { comeToRest } from './rest.ts';
import { type Defects, System } from './system.ts';
import { Watch } from './watch.ts';
import { widen } from './widen.ts';

/** What came of a history: the laws that were broken, and how much happened. `writes`: those of ours that changed something. */
export interface Played {
  readonly broken: readonly string[];
  readonly counts: Readonly<
    Record<'calls' | 'deaths' | 'failures' | 'lostAnswers' | 'writes' | 'entries', number>
  >;
}

/** A request that the service sent to EC2. */
export interface SentRequest {
  readonly operation: string;
  readonly input: object;
}

/** Plays a history to its end and holds it against the laws. `onSent` is told of each request of ours that changed something. */
export const play = async (
  history: History,
  defects: Defects = {},
  onSent: (request: SentRequest) => void = () => undefined,
): Promise<Played> => {
  let system: System | null = null;
  const it = (): System => {
    if (system === null) throw new Error('not begun');
    return system;
  };
  const justify = new Justify(it);
  const watch = new Watch(it, new Limits(), justify);
  system = new System(history, watch, defects);
  const player = new Play(history, system, watch);
  system.ec2.onWrite = (caller, region, operation, input) => {
    if (caller.session !== null) onSent({ operation, input });
    watch.onCall(caller.session !== null, caller.account, region, operation);
  };
  try {
    for (const step of history.steps) {
      await player.step(step);
      if (watch.broken.length > 0) break;
    }
    if (watch.broken.length === 0) await comeToRest(history, system, watch, player);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    watch.fail('bug', error.stack ?? error.message);
  } finally {
    system.close();
    system.clock.close();
  }
  return {
    broken: watch.broken,
    counts: { ...system.stage.counts, writes: watch.effects.length, entries: watch.appended.size },
  };
};

/** Plays the wide history of a seed. */
export const playWide = (seed: number): Promise<Played> => play(widen(generate(seed)));

/** Plays the history of a seed. */
export const playSeed = (seed: number, defects: Defects = {}): Promise<Played> =>
  play(generate(seed), defects);

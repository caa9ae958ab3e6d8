import type { PauseState } from '../model/pause.ts';

/** The switch that stops all writing. */
export interface Pause {
  /** At most 30 seconds old. Rejects with `Fault` when it cannot be read; whoever asks takes that for paused. */
  state(): Promise<PauseState>;
}

/** The switch in the hand of a person. Rejects with `Fault`. */
export interface PauseSwitch {
  set(state: PauseState): Promise<void>;
}

import type { Due, GatheredLine, Gathering } from '../model/notice.ts';

/** A line with the instant (ISO 8601) at which it was put there. */
export interface Gathered {
  readonly line: GatheredLine;
  readonly gatheredAt: string;
}

/**
 * What is to be told later, and what was told once. Kept before anything is sent, so that a crash loses nothing; every write
 * can be repeated. Rejects with `Fault`.
 */
export interface Agenda {
  /** Keeps something due; the same thing at the same instant is kept once. */
  put(due: Due): Promise<void>;
  /** What is due until this instant (ISO 8601) and not done yet, at most so many; the earliest hours first. */
  due(until: string, most: number): Promise<readonly Due[]>;
  /** Strikes something off. */
  done(due: Due): Promise<void>;
  /** Puts a line into a gathering, in the place of an earlier one of its id. Kept for 30 days after the gathering's end. */
  gather(gathering: Gathering, line: GatheredLine, at: string): Promise<void>;
  /** The lines of a gathering, and up to which of them (by `gatheredAt`) it was told already; null for never. */
  gathered(
    gathering: Gathering,
  ): Promise<{ readonly toldThrough: string | null; readonly lines: readonly Gathered[] }>;
  noteGatheringTold(gathering: Gathering, through: string): Promise<void>;
  /** Drops these lines, except those that were put anew since they were read. */
  clear(gathering: Gathering, lines: readonly Gathered[]): Promise<void>;
  /** The marks set on an announcement: the channels that were told, and what else its teller notes. Kept for 400 days. */
  marks(announcement: string): Promise<ReadonlySet<string>>;
  mark(announcement: string, mark: string): Promise<void>;
}

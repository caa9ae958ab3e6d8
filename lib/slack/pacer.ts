/** Lets one task at a time run in each lane, and starts them at least so far apart. */
export interface Pacer {
  run<T>(lane: string, task: () => Promise<T>): Promise<T>;
}

/** A pacer for this process; `gapMs` is counted from the end of a task to the start of the next in its lane. */
export const pacer = (
  gapMs: number,
  time: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> },
): Pacer => {
  const tails = new Map<string, Promise<void>>();
  const ends = new Map<string, number>();

  const inTurn = async <T>(lane: string, before: Promise<void>, task: () => Promise<T>): Promise<T> => {
    await before;
    const end = ends.get(lane);
    const wait = end === undefined ? 0 : end + gapMs - time.now();
    // A clock that was set back must not hold a lane for longer than the gap.
    if (wait > 0) await time.sleep(Math.min(wait, gapMs));
    try {
      return await task();
    } finally {
      ends.set(lane, time.now());
    }
  };

  return {
    run: (lane, task) => {
      const turn = inTurn(lane, tails.get(lane) ?? Promise.resolve(), task);
      tails.set(
        lane,
        turn.then(
          () => undefined,
          () => undefined,
        ),
      );
      return turn;
    },
  };
};

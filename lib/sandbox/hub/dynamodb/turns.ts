/** Lets many go on beside one another, or one alone, in the order in which they came. */
export class Turns {
  private alone: Promise<unknown> = Promise.resolve();
  private readonly beside = new Set<Promise<unknown>>();

  /** Runs beside others of its kind, and not while somebody is alone. */
  async share<T>(work: () => Promise<T>): Promise<T> {
    let awaited: Promise<unknown>;
    do {
      awaited = this.alone;
      await awaited;
    } while (awaited !== this.alone);
    const running = work();
    const settled = running.catch(() => undefined);
    this.beside.add(settled);
    try {
      return await running;
    } finally {
      this.beside.delete(settled);
    }
  }

  /** Runs while nobody else does. */
  async only<T>(work: () => Promise<T>): Promise<T> {
    const before = this.alone;
    const running = (async () => {
      await before;
      await Promise.all(this.beside);
      return work();
    })();
    this.alone = running.catch(() => undefined);
    return running;
  }
}

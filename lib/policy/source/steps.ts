/** A bound on work, counted and not timed: the same text takes the same steps everywhere. */
export class Steps {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** Whether so many more may be taken; they are then. */
  take(count: number): boolean {
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }
}

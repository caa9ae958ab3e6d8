/**
 * What was made last of something, for as long as that is asked for again: all rules look at one image before the next one comes. A
 * weak map of all images would keep the collector busy for longer than all expressions take.
 */
export class Latest<Key extends object, Made> {
  #last: { readonly key: Key; readonly made: Made } | null = null;

  of(key: Key, make: () => Made): Made {
    if (this.#last?.key !== key) this.#last = { key, made: make() };
    return this.#last.made;
  }
}

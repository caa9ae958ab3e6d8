/** Runs for each item, no more than `most` under way at once; the next begins as soon as one ends. Rejects with the first rejection, after those under way. */
export const few = async <Item>(
  items: Iterable<Item>,
  most: number,
  run: (item: Item) => Promise<void>,
): Promise<void> => {
  const rest = items[Symbol.iterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && !failed; next = rest.next()) {
      try {
        await run(next.value);
      } catch (reason) {
        failed = true;
        throw reason;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: most }, work));
  const bad = ends.find((end) => end.status === 'rejected');
  if (bad !== undefined) throw bad.reason;
};

/** The results in the order of the items, `most` of them under way at once: the next begins when one ends. Rejects with the first rejection. */
export const sideBySide = async <Item, Result>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await run(item));
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
};

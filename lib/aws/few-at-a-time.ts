/** The results in the order of the items, no more than `most` of them under way at once. Rejects with the first rejection, after those under way beside it. */
export const fewAtATime = async <Item, Result>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += most) {
    results.push(...(await Promise.all(items.slice(first, first + most).map(run))));
  }
  return results;
};

// Names that users choose come by the ten thousand in a hostile file.
const MOST_KNOWN = 500;
const MOST_SHOWN = 30;

/** ` (did you mean \`x\`?)` for the known name nearest to this one, empty when none is near. Looks at the first 500. */
export const didYouMean = (name: string, known: readonly string[]): string => {
  const wanted = name.slice(0, 64).toLowerCase();
  const ranked = known
    .slice(0, MOST_KNOWN)
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.slice(0, 64).toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(wanted.length / 3))
    ? ` (did you mean \`${best.candidate}\`?)`
    : '';
};

/** Names for a message: `a, b, c`, of very many only the first. */
export const someOf = (names: readonly string[]): string => {
  const rest = names.length - MOST_SHOWN;
  return `${names.slice(0, MOST_SHOWN).join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
};

/** Insertions, deletions, replacements and swaps of neighbours between two texts. */
const distance = (from: string, to: string): number => {
  let older: readonly number[] = [];
  let old: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const next: number[] = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next.push(
        Math.min(
          (old[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (old[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (older[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    older = old;
    old = next;
  }
  return old[to.length] ?? 0;
};

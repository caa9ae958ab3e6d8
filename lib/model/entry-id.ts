/**
 * The id of a journal entry: `<ISO time>#<number>-<random>`. It sorts by time; the number, of the entries that this process has
 * appended, keeps the order of two of one millisecond; the random part keeps two processes apart, whose entries of one
 * millisecond have no order that anybody could know. `at` is ISO 8601.
 */
export const entryId = (at: string, number: number, random: string): string =>
  // All with milliseconds: as texts, `11:00:00Z` would come after `11:00:00.500Z`.
  `${new Date(at).toISOString()}#${number.toString(36).padStart(6, '0')}-${random.slice(0, 8)}`;

/** JSON with sorted keys and no white space: the same data is the same text. Members that are `undefined` are left out. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)] as const);
  // fromEntries defines own members, so that a key such as `__proto__` stays data.
  return Object.fromEntries(entries);
};
